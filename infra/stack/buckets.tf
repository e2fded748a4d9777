module "landing_bucket" {
  source = "../modules/bucket"

  name                       = local.names.landingBucket
  partition                  = var.partition
  kms_key_arn                = local.kms_key_arn
  versioned                  = local.buckets.landing.versioned
  noncurrent_expiration_days = local.buckets.landing.noncurrentExpirationDays
  expirations                = var.landing_expiration_days == null ? {} : { landed = { prefix = "", days = var.landing_expiration_days } }
  force_destroy              = var.force_destroy

  lambda_notifications = {
    landed = { function_arn = module.s3_trigger.arn, events = ["s3:ObjectCreated:*"] }
  }
}

module "staging_bucket" {
  source = "../modules/bucket"

  name          = local.names.stagingBucket
  partition     = var.partition
  kms_key_arn   = local.kms_key_arn
  versioned     = local.buckets.staging.versioned
  force_destroy = var.force_destroy

  expirations = {
    loads  = { prefix = "loads/", days = local.buckets.staging.loadsExpirationDays }
    claims = { prefix = "claims/", days = local.buckets.staging.claimsExpirationDays }
    probes = { prefix = "probe/", days = 1 }
  }
}

module "quarantine_bucket" {
  source = "../modules/bucket"

  name                       = local.names.quarantineBucket
  partition                  = var.partition
  kms_key_arn                = local.kms_key_arn
  versioned                  = local.buckets.quarantine.versioned
  noncurrent_expiration_days = local.buckets.quarantine.recordsExpirationDays
  force_destroy              = var.force_destroy

  # Nothing under parked/ goes by itself: it is what waits for a person.
  expirations = {
    records  = { prefix = "records/", days = local.buckets.quarantine.recordsExpirationDays }
    given_up = { prefix = "aws/lambda/", days = local.buckets.quarantine.recordsExpirationDays }
    attempts = { prefix = "attempts/", days = local.buckets.quarantine.attemptsExpirationDays }
    probes   = { prefix = "probe/", days = 1 }
  }
}
