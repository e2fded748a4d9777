module "network" {
  source = "../modules/network"
  count  = var.existing_network == null ? 1 : 0

  name               = local.prefix
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  cidr_block         = var.network.cidr_block
  availability_zones = var.network.availability_zones
  bucket_arns        = values(local.bucket_arns)

  flow_log = var.network.flow_log_days == 0 ? null : {
    retention_days = var.network.flow_log_days
    kms_key_arn    = local.kms_key_arn
  }
}

locals {
  network = var.existing_network != null ? var.existing_network : {
    subnet_ids                   = one(module.network[*].private_subnet_ids)
    task_security_group_ids      = module.network[*].task_security_group_id
    warehouse_security_group_ids = module.network[*].warehouse_security_group_id
  }
}
