provider "aws" {
  region = "eu-west-1"
}

module "topic" {
  source = "../.."

  name        = "sluice-dev-alarms"
  account_id  = "123456789012"
  region      = "eu-west-1"
  partition   = "aws"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"

  publisher_services = ["cloudwatch.amazonaws.com"]

  subscriptions = {
    redrive = { protocol = "lambda", endpoint = "arn:aws:lambda:eu-west-1:123456789012:function:sluice-dev-dlq-redrive" }
    on-call = { protocol = "email", endpoint = "data-on-call@example.com" }
  }
}

output "topic" {
  description = "Name and ARN of the topic."
  value       = module.topic
}
