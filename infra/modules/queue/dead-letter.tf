resource "aws_sqs_queue" "dead_letter" {
  count = var.dead_letter == null ? 0 : 1

  name                      = local.dead_letter_name
  message_retention_seconds = var.dead_letter.message_retention_seconds
  # Whoever only looks must not hide messages from a redrive for as long as a load takes.
  visibility_timeout_seconds        = 30
  max_message_size                  = var.max_message_bytes
  receive_wait_time_seconds         = var.receive_wait_time_seconds
  kms_master_key_id                 = var.kms_key_arn
  kms_data_key_reuse_period_seconds = var.data_key_reuse_seconds
}

# A resource of its own: the queue that may use it comes after it.
resource "aws_sqs_queue_redrive_allow_policy" "dead_letter" {
  count = var.dead_letter == null ? 0 : 1

  queue_url = aws_sqs_queue.dead_letter[0].url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.arn]
  })
}

resource "aws_sqs_queue_policy" "dead_letter" {
  count = var.dead_letter == null ? 0 : 1

  queue_url = aws_sqs_queue.dead_letter[0].url
  policy    = data.aws_iam_policy_document.tls_only["dead_letter"].json
}
