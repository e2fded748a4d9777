provider "aws" {
  region = "eu-west-1"
}

module "redrive" {
  source = "../.."

  name                = "sluice-dev-redrive"
  description         = "Runs the redrive, whatever the alarms do."
  account_id          = "123456789012"
  region              = "eu-west-1"
  schedule_expression = "rate(15 minutes)"
  input               = jsonencode({ source = "sluice.redrive-schedule" })
  lambda_arn          = "arn:aws:lambda:eu-west-1:123456789012:function:sluice-dev-dlq-redrive"
  retry               = { max_attempts = 0, max_age_seconds = 60 }
}

module "sweep" {
  source = "../.."

  name                = "sluice-dev-sweep"
  description         = "Announces again what landed and stands in no ledger."
  account_id          = "123456789012"
  region              = "eu-west-1"
  schedule_expression = "cron(0 3 * * ? *)"

  ecs_task = {
    cluster_name        = "sluice-dev-cluster"
    family              = "sluice-dev-sweep"
    task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/sluice-dev-sweep:3"
    subnet_ids          = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
    security_group_ids  = ["sg-0a1b2c3d4e5f60001"]
    pass_role_arns = [
      "arn:aws:iam::123456789012:role/sluice-dev-sweep-task",
      "arn:aws:iam::123456789012:role/sluice-dev-sweep-execution",
    ]
  }

  retry = { max_attempts = 3, max_age_seconds = 3600 }
}

output "schedules" {
  description = "ARNs of the schedules and their roles."
  value       = { redrive = module.redrive, sweep = module.sweep }
}
