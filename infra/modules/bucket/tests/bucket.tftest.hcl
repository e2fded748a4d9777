mock_provider "aws" {
  override_during = plan

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws:s3:::mocked"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  name        = "sluice-test-landing"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
  versioned   = false
}

run "private_and_encrypted" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "sluice-test-landing" && !aws_s3_bucket.this.force_destroy
    error_message = "The bucket has the name given and is not destroyed with anything in it."
  }

  assert {
    condition = (
      aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy &&
      aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    )
    error_message = "Nothing makes the bucket public."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "ACLs are off."
  }

  assert {
    condition = [
      for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : [
        rule.bucket_key_enabled ? "bucket key" : "no bucket key",
        one(rule.apply_server_side_encryption_by_default).sse_algorithm,
        one(rule.apply_server_side_encryption_by_default).kms_master_key_id,
      ]
    ] == [["bucket key", "aws:kms", var.kms_key_arn]]
    error_message = "Objects are encrypted with the customer key, through a bucket key."
  }

  assert {
    condition = [
      for statement in data.aws_iam_policy_document.this.statement : [
        statement.effect, one(statement.actions), one(one(statement.principals).identifiers),
        one(statement.condition).test, one(statement.condition).variable, one(one(statement.condition).values),
      ]
      ] == [
      ["Deny", "s3:*", "*", "Bool", "aws:SecureTransport", "false"],
      ["Deny", "s3:*", "*", "NumericLessThan", "s3:TlsVersion", "1.2"],
    ]
    error_message = "The policy denies everyone everything below TLS 1.2, and grants nothing."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.this.statement :
      toset(statement.resources) == toset(["arn:aws:s3:::sluice-test-landing", "arn:aws:s3:::sluice-test-landing/*"])
    ])
    error_message = "The policy is about the bucket and its objects."
  }

  assert {
    condition     = output.name == "sluice-test-landing" && output.arn == aws_s3_bucket.this.arn
    error_message = "The outputs are the bucket's."
  }
}

run "unversioned_with_nothing_else" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket_versioning.this) == 0 && length(aws_s3_bucket_logging.this) == 0 && length(aws_s3_bucket_notification.this) == 0
    error_message = "What was not asked for is not made."
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id => one(rule.abort_incomplete_multipart_upload).days_after_initiation
    } == { incomplete-uploads = 7 }
    error_message = "Unfinished uploads are removed after a week, and nothing else is."
  }
}

run "versioned_with_everything" {
  command = plan

  variables {
    partition                    = "aws-us-gov"
    versioned                    = true
    noncurrent_expiration_days   = 400
    abort_incomplete_upload_days = 3
    force_destroy                = true
    expirations = {
      all      = { prefix = "", days = 400 }
      attempts = { prefix = "attempts/", days = 90 }
    }
    access_log = { bucket = "company-access-logs", prefix = "landing/" }
    lambda_notifications = {
      arrived = {
        function_arn = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:sluice-test-s3-trigger"
        events       = ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"]
        prefix       = "title-basics/"
      }
    }
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this[0].versioning_configuration).status == "Enabled" && aws_s3_bucket.this.force_destroy
    error_message = "Versioning is on, and the bucket may be destroyed with what is in it."
  }

  assert {
    condition = (
      toset(aws_s3_bucket_lifecycle_configuration.this.rule[*].id) == toset(["incomplete-uploads", "expire-all", "expire-attempts", "noncurrent-versions", "expired-delete-markers"]) &&
      alltrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.status == "Enabled" && length(rule.filter) == 1])
    )
    error_message = "There is one rule for each purpose, enabled."
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id => one(rule.expiration).days if startswith(rule.id, "expire-")
    } == { expire-all = 400, expire-attempts = 90 }
    error_message = "Current objects expire after the days of their prefix."
  }

  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : one(rule.filter).prefix if rule.id == "expire-attempts"
    ] == ["attempts/"]
    error_message = "A rule with a prefix is about that prefix."
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id => one(rule.noncurrent_version_expiration).noncurrent_days if length(rule.noncurrent_version_expiration) > 0
    } == { noncurrent-versions = 400 }
    error_message = "Noncurrent versions are deleted after their days."
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id => one(rule.abort_incomplete_multipart_upload).days_after_initiation if length(rule.abort_incomplete_multipart_upload) > 0
    } == { incomplete-uploads = 3 }
    error_message = "Unfinished uploads are removed after the days given."
  }

  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : one(rule.expiration).expired_object_delete_marker if rule.id == "expired-delete-markers"
    ] == [true]
    error_message = "Delete markers without versions are removed."
  }

  assert {
    condition     = aws_s3_bucket_logging.this[0].target_bucket == "company-access-logs" && aws_s3_bucket_logging.this[0].target_prefix == "landing/"
    error_message = "The access log goes where it was asked to go."
  }

  assert {
    condition = [
      for notification in aws_s3_bucket_notification.this[0].lambda_function : [
        notification.id, notification.lambda_function_arn, notification.filter_prefix, coalesce(notification.filter_suffix, "every suffix"), join(" ", sort(notification.events)),
      ]
    ] == [["arrived", "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:sluice-test-s3-trigger", "title-basics/", "every suffix", "s3:ObjectCreated:* s3:ObjectRemoved:Delete"]]
    error_message = "S3 invokes the function on its events under its prefix."
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.this.statement[0].resources, "arn:aws-us-gov:s3:::sluice-test-landing/*")
    error_message = "ARNs are of the given partition."
  }
}

run "versioned_for_ever" {
  command = plan

  variables {
    versioned = true
  }

  assert {
    condition     = toset(aws_s3_bucket_lifecycle_configuration.this.rule[*].id) == toset(["incomplete-uploads", "expired-delete-markers"])
    error_message = "Without noncurrent_expiration_days noncurrent versions stay."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.bucket.name == "example-company-sluice-dev-quarantine"
    error_message = "The example makes its bucket."
  }
}

run "refuses_capitals_and_what_is_no_partition_or_key" {
  command = plan

  variables {
    name        = "Sluice_Landing"
    partition   = "amazon"
    kms_key_arn = "alias/aws/s3"
  }

  expect_failures = [var.name, var.partition, var.kms_key_arn]
}

run "refuses_a_name_with_dots" {
  command = plan

  variables {
    name = "sluice.landing"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_of_64" {
  command = plan

  variables {
    name = "a234567890123456789012345678901234567890123456789012345678901234"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_s3_keeps_for_itself" {
  command = plan

  variables {
    name = "sluice-landing-s3alias"
  }

  expect_failures = [var.name]
}

run "refuses_half_days" {
  command = plan

  variables {
    versioned                    = true
    noncurrent_expiration_days   = 0
    abort_incomplete_upload_days = 0.5
    expirations                  = { all = { prefix = "", days = 0 } }
  }

  expect_failures = [var.noncurrent_expiration_days, var.abort_incomplete_upload_days, var.expirations]
}

run "refuses_noncurrent_versions_of_an_unversioned_bucket" {
  command = plan

  variables {
    noncurrent_expiration_days = 30
  }

  expect_failures = [var.noncurrent_expiration_days]
}

run "refuses_a_prefix_with_a_leading_slash_and_logging_into_itself" {
  command = plan

  variables {
    expirations = { all = { prefix = "/loads/", days = 7 } }
    access_log  = { bucket = "sluice-test-landing", prefix = "log/" }
  }

  expect_failures = [var.expirations, var.access_log]
}

run "refuses_two_rules_for_a_prefix_and_a_log_prefix_without_slash" {
  command = plan

  variables {
    expirations = { one = { prefix = "loads/", days = 7 }, two = { prefix = "loads/", days = 14 } }
    access_log  = { bucket = "company-access-logs", prefix = "landing" }
  }

  expect_failures = [var.expirations, var.access_log]
}

run "refuses_an_unknown_event_and_a_rule_name_with_spaces" {
  command = plan

  variables {
    expirations = { "all of it" = { prefix = "", days = 7 } }
    lambda_notifications = {
      arrived = {
        function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:sluice-test-s3-trigger"
        events       = ["s3:ObjectCreated:*", "s3:ObjectUploaded"]
      }
    }
  }

  expect_failures = [var.expirations, var.lambda_notifications]
}

run "refuses_a_notification_without_events" {
  command = plan

  variables {
    lambda_notifications = {
      arrived = { function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:sluice-test-s3-trigger", events = [] }
    }
  }

  expect_failures = [var.lambda_notifications]
}

run "refuses_a_notification_to_a_name" {
  command = plan

  variables {
    lambda_notifications = { arrived = { function_arn = "sluice-test-s3-trigger", events = ["s3:ObjectCreated:*"] } }
  }

  expect_failures = [var.lambda_notifications]
}
