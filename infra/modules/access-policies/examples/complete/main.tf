provider "aws" {
  region = "eu-west-1"
}

module "access_policies" {
  source = "../.."

  name       = "sluice-dev"
  account_id = "123456789012"
  region     = "eu-west-1"

  landing_bucket    = "sluice-dev-landing-123456789012"
  staging_bucket    = "sluice-dev-staging-123456789012"
  quarantine_bucket = "sluice-dev-quarantine-123456789012"
  stream_name       = "sluice-dev-records"

  queue_names = {
    files       = "sluice-dev-files"
    filesDlq    = "sluice-dev-files-dlq"
    rows        = "sluice-dev-rows"
    rowsDlq     = "sluice-dev-rows-dlq"
    parked      = "sluice-dev-parked"
    undelivered = "sluice-dev-undelivered"
  }

  cluster_name  = "sluice-dev-cluster"
  service_name  = "sluice-dev-processor"
  workgroup_arn = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/5d8a2a4e-1f0b-4a66-8a4f-7c1f2e3d4b5a"
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"
}

output "access_policies" {
  description = "ARNs of the two policies."
  value       = module.access_policies
}
