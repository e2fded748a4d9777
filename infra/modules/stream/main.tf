resource "aws_kinesis_stream" "this" {
  name                = var.name
  shard_count         = var.shard_count
  retention_period    = var.retention_hours
  shard_level_metrics = var.shard_level_metrics
  encryption_type     = "KMS"
  kms_key_id          = var.kms_key_arn

  # Destroying the stream must not silently deregister somebody's consumer.
  enforce_consumer_deletion = false

  stream_mode_details {
    stream_mode = var.mode
  }
}
