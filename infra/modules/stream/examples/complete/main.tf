provider "aws" {
  region = "eu-west-1"
}

module "stream" {
  source = "../.."

  name        = "sluice-dev-records"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"

  mode                = "PROVISIONED"
  shard_count         = 2
  retention_hours     = 168
  max_record_bytes    = 1048576
  shard_level_metrics = ["WriteProvisionedThroughputExceeded"]
}

output "stream" {
  description = "Name and ARN of the stream."
  value       = module.stream
}
