provider "aws" {
  region = "eu-west-1"
}

module "warehouse" {
  source = "../.."

  name       = "sluice-dev-warehouse"
  account_id = "123456789012"
  region     = "eu-west-1"

  database      = "sluice"
  base_capacity = 8
  max_capacity  = 64

  usage_limits = {
    notice = { period = "daily", amount = 96, breach_action = "emit-metric" }
    stop   = { period = "monthly", amount = 2000, breach_action = "deactivate" }
  }

  subnet_ids         = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]
  security_group_ids = ["sg-0dddddddddddddddd"]

  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
  staging_bucket_arn = "arn:aws:s3:::sluice-dev-staging-123456789012"
  log_exports        = ["connectionlog", "useractivitylog", "userlog"]
  log_retention_days = 30
}

output "warehouse" {
  description = "Names and ARNs of the workgroup, its namespace and the role of COPY."
  value       = module.warehouse
}
