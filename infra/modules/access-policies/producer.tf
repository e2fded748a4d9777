data "aws_iam_policy_document" "producer" {
  # Large files go up in parts, and the parts of one that failed are given up.
  statement {
    sid       = "LandFiles"
    actions   = ["s3:AbortMultipartUpload", "s3:PutObject"]
    resources = ["${local.landing_arn}/*"]
  }

  # The stream says how large a record may be.
  statement {
    sid       = "PutRecords"
    actions   = ["kinesis:DescribeStreamSummary", "kinesis:PutRecord", "kinesis:PutRecords"]
    resources = [local.stream_arn]
  }

  # Decrypt, because S3 reads the parts of a multipart upload when it puts them together.
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
  statement {
    sid       = "EncryptWhatIsSent"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for service in ["kinesis", "s3"] : "${service}.${var.region}.${local.dns_suffix}"]
    }
  }
}
