module "access_policies" {
  source = "../modules/access-policies"

  name              = local.prefix
  account_id        = var.account_id
  region            = var.region
  partition         = var.partition
  landing_bucket    = local.names.landingBucket
  staging_bucket    = local.names.stagingBucket
  quarantine_bucket = local.names.quarantineBucket
  stream_name       = local.names.stream
  queue_names       = local.names.queues
  cluster_name      = local.names.cluster
  service_name      = local.names.processor
  workgroup_arn     = local.workgroup_arn
  kms_key_arn       = local.kms_key_arn
}
