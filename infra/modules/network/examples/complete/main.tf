provider "aws" {
  region = "eu-west-1"
}

module "network" {
  source = "../.."

  name       = "sluice-dev"
  account_id = "123456789012"
  region     = "eu-west-1"

  cidr_block         = "10.42.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]

  bucket_arns = [
    "arn:aws:s3:::sluice-dev-landing-123456789012",
    "arn:aws:s3:::sluice-dev-staging-123456789012",
    "arn:aws:s3:::sluice-dev-quarantine-123456789012",
  ]

  flow_log = {
    retention_days = 30
    kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
  }
}

output "network" {
  description = "Ids of the VPC, its subnets and the two security groups."
  value       = module.network
}
