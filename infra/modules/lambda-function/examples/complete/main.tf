provider "aws" {
  region = "eu-west-1"
}

module "s3_trigger" {
  source = "../.."

  name        = "sluice-dev-s3-trigger"
  description = "S3 event notifications to FileArrived messages of the files lane."
  account_id  = "123456789012"
  region      = "eu-west-1"

  artifact             = { bucket = "example-artifacts", key = "s3-trigger-lambda/1.4.0.zip" }
  memory_megabytes     = 256
  timeout_seconds      = 30
  reserved_concurrency = 20
  environment          = { FILES_QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/sluice-dev-files" }

  policies = {
    queues = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid    = "AnnounceFiles"
        Effect = "Allow"
        Action = "sqs:SendMessage"
        Resource = [
          "arn:aws:sqs:eu-west-1:123456789012:sluice-dev-files",
          "arn:aws:sqs:eu-west-1:123456789012:sluice-dev-undelivered",
        ]
      }]
    })
  }

  async = {
    max_retry_attempts    = 2
    max_event_age_seconds = 21600
    on_failure_arn        = "arn:aws:sqs:eu-west-1:123456789012:sluice-dev-undelivered"
  }

  invokers = {
    landing = { service = "s3.amazonaws.com", source_arn = "arn:aws:s3:::sluice-dev-landing-123456789012" }
  }

  log_retention_days = 90
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
}

output "function" {
  description = "Name and ARN of the function, its role and its log group."
  value       = module.s3_trigger
}
