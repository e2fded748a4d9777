provider "aws" {
  region = "eu-west-1"
}

module "bucket" {
  source = "../.."

  name        = "example-company-sluice-dev-quarantine"
  partition   = "aws"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1b2f6f0e-6c0e-4a51-9d0f-0d5f5c2b7a11"

  versioned                    = true
  noncurrent_expiration_days   = 400
  abort_incomplete_upload_days = 7
  force_destroy                = false

  expirations = {
    attempts = { prefix = "attempts/", days = 90 }
    records  = { prefix = "records/", days = 400 }
  }

  access_log = {
    bucket = "example-company-access-logs"
    prefix = "sluice-dev-quarantine/"
  }

  lambda_notifications = {
    arrived = {
      function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:sluice-dev-s3-trigger"
      events       = ["s3:ObjectCreated:*"]
      prefix       = "title-basics/"
      suffix       = ".tsv.gz"
    }
  }
}

output "bucket" {
  description = "Name and ARN of the bucket."
  value       = module.bucket
}
