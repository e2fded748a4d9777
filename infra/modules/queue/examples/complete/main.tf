provider "aws" {
  region = "eu-west-1"
}

module "queue" {
  source = "../.."

  name       = "sluice-dev-files"
  account_id = "123456789012"
  region     = "eu-west-1"

  kms_key_arn            = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
  data_key_reuse_seconds = 300

  visibility_timeout_seconds = 900
  message_retention_seconds  = 345600
  max_message_bytes          = 262144
  receive_wait_time_seconds  = 20

  dead_letter = {
    max_receive_count         = 5
    message_retention_seconds = 1209600
  }
}

output "queue" {
  description = "Name, ARN and URL of the queue and of its dead-letter queue."
  value       = module.queue
}
