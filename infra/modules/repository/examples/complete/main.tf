provider "aws" {
  region = "eu-west-1"
}

module "repository" {
  source = "../.."

  name         = "sluice-dev/fargate-processor"
  kms_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
  keep_images  = 20
  force_delete = false
}

output "repository" {
  description = "Name, ARN and URL of the repository."
  value       = module.repository
}
