resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "incomplete-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = var.abort_incomplete_upload_days
    }
  }

  dynamic "rule" {
    for_each = var.expirations

    content {
      id     = "expire-${rule.key}"
      status = "Enabled"

      # Every object is said by an empty filter.
      filter {
        prefix = rule.value.prefix == "" ? null : rule.value.prefix
      }

      expiration {
        days = rule.value.days
      }
    }
  }

  dynamic "rule" {
    for_each = var.noncurrent_expiration_days == null ? [] : [var.noncurrent_expiration_days]

    content {
      id     = "noncurrent-versions"
      status = "Enabled"

      filter {}

      noncurrent_version_expiration {
        noncurrent_days = rule.value
      }
    }
  }

  # A delete marker whose versions are all gone hides nothing, and slows every listing that passes it.
  dynamic "rule" {
    for_each = var.versioned ? [true] : []

    content {
      id     = "expired-delete-markers"
      status = "Enabled"

      filter {}

      expiration {
        expired_object_delete_marker = rule.value
      }
    }
  }

  # Rules for noncurrent versions mean nothing before versioning is on.
  depends_on = [aws_s3_bucket_versioning.this]
}
