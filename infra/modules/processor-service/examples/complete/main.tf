provider "aws" {
  region = "eu-west-1"
}

module "processor" {
  source = "../.."

  name                = "sluice-dev-processor"
  cluster_name        = "sluice-dev-cluster"
  task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/sluice-dev-processor:3"
  subnet_ids          = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002", "subnet-0a1b2c3d4e5f60003"]
  security_group_ids  = ["sg-0a1b2c3d4e5f60001"]
  queue_names         = ["sluice-dev-files", "sluice-dev-rows"]
  capacity            = { on_demand_base = 1, on_demand_weight = 1, spot_weight = 3 }

  scaling = {
    min_tasks                  = 1
    max_tasks                  = 4
    backlog_per_task           = 50
    period_seconds             = 60
    scale_out_cooldown_seconds = 60
    scale_in_cooldown_seconds  = 300
  }

  kms_key_arn                   = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
  ephemeral_storage_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
}

output "processor" {
  description = "Cluster, service and scaling alarms."
  value       = module.processor
}
