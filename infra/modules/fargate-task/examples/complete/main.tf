provider "aws" {
  region = "eu-west-1"
}

module "processor_task" {
  source = "../.."

  name       = "sluice-dev-processor"
  account_id = "123456789012"
  region     = "eu-west-1"

  image                 = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/sluice-dev-processor:1.4.0"
  repository_arn        = "arn:aws:ecr:eu-west-1:123456789012:repository/sluice-dev-processor"
  cpu                   = 2048
  memory_megabytes      = 4096
  ephemeral_storage_gib = 50
  architecture          = "ARM64"
  stop_timeout_seconds  = 120
  health_port           = 8080

  environment = {
    AWS_REGION      = "eu-west-1"
    FILES_QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/sluice-dev-files"
    HEALTH_PORT     = "8080"
  }

  policies = {
    queues = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid      = "WorkOnTheLane"
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
        Resource = "arn:aws:sqs:eu-west-1:123456789012:sluice-dev-files"
      }]
    })
  }

  log_retention_days = 90
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
}

output "task" {
  description = "Task definition, container, roles and log group."
  value       = module.processor_task
}
