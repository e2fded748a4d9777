locals {
  # Derived, not read back, so that redrive and access policies stand in full in the plan.
  arn_prefix       = "arn:${var.partition}:sqs:${var.region}:${var.account_id}"
  arn              = "${local.arn_prefix}:${var.name}"
  dead_letter_name = "${var.name}-dlq"
  dead_letter_arn  = "${local.arn_prefix}:${local.dead_letter_name}"
}

resource "aws_sqs_queue" "this" {
  name                              = var.name
  visibility_timeout_seconds        = var.visibility_timeout_seconds
  message_retention_seconds         = var.message_retention_seconds
  max_message_size                  = var.max_message_bytes
  receive_wait_time_seconds         = var.receive_wait_time_seconds
  kms_master_key_id                 = var.kms_key_arn
  kms_data_key_reuse_period_seconds = var.data_key_reuse_seconds

  redrive_policy = var.dead_letter == null ? null : jsonencode({
    deadLetterTargetArn = local.dead_letter_arn
    maxReceiveCount     = var.dead_letter.max_receive_count
  })

  # SQS refuses a redrive policy whose target does not exist, and a derived ARN orders nothing.
  depends_on = [aws_sqs_queue.dead_letter]
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url
  policy    = data.aws_iam_policy_document.tls_only["main"].json
}

data "aws_iam_policy_document" "tls_only" {
  for_each = merge({ main = local.arn }, var.dead_letter == null ? {} : { dead_letter = local.dead_letter_arn })

  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
