# One lane for files and one for rows, each with its dead-letter queue: SQS cannot be polled selectively, so in one
# queue a burst of large files would starve the stream.
module "lane" {
  source   = "../modules/queue"
  for_each = local.lanes

  name                       = local.names.queues[each.key]
  account_id                 = var.account_id
  region                     = var.region
  partition                  = var.partition
  kms_key_arn                = local.kms_key_arn
  visibility_timeout_seconds = each.value.visibilityTimeoutSeconds
  message_retention_seconds  = each.value.retentionSeconds
  max_message_bytes          = local.queues.maxMessageBytes

  dead_letter = {
    max_receive_count         = each.value.maxReceiveCount
    message_retention_seconds = each.value.deadLetterRetentionSeconds
  }
}

# Notices of what is parked, and S3's announcements that no run of the function took.
module "notices" {
  source   = "../modules/queue"
  for_each = toset(["parked", "undelivered"])

  name                       = local.names.queues[each.key]
  account_id                 = var.account_id
  region                     = var.region
  partition                  = var.partition
  kms_key_arn                = local.kms_key_arn
  visibility_timeout_seconds = 30
  message_retention_seconds  = local.queues.parkedRetentionSeconds
  max_message_bytes          = local.queues.maxMessageBytes
}
