module "stream" {
  source = "../modules/stream"

  name             = local.names.stream
  mode             = var.stream.mode
  shard_count      = var.stream.mode == "ON_DEMAND" ? null : local.stream.shard_count
  retention_hours  = local.stream.retention_hours
  max_record_bytes = local.stream.max_record_bytes
  kms_key_arn      = local.kms_key_arn
}

module "kinesis_transform" {
  source = "../modules/lambda-function"

  name               = local.names.functions.kinesisTransform
  description        = "Kinesis records to validated RowBatch messages of the rows lane."
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  artifact           = local.artifacts["kinesis-transform-lambda"]
  memory_megabytes   = local.functions["kinesis-transform"].memoryMegabytes
  timeout_seconds    = local.functions["kinesis-transform"].timeoutSeconds
  log_retention_days = var.log_retention_days
  kms_key_arn        = local.kms_key_arn

  environment = merge(
    {
      ROWS_QUEUE_URL    = local.queue_urls.rows
      STAGING_BUCKET    = local.names.stagingBucket
      MAX_CONTENT_BYTES = tostring(local.queues.maxInlineContentBytes)
      LOG_LEVEL         = var.log_level
      METRICS_NAMESPACE = local.names.metricsNamespace
    },
    var.stream.dataset == null ? {} : { STREAM_DATASET = var.stream.dataset },
  )

  policies = {
    records    = data.aws_iam_policy_document.kinesis_transform.json
    encryption = data.aws_iam_policy_document.encryption["kinesis_transform"].json
  }
}

# Only faults of the environment fail a batch, so retries are many and long, but they end: what is given up then goes to
# the quarantine bucket in full, and `sluice replay failures` reads it there.
resource "aws_lambda_event_source_mapping" "records" {
  function_name                      = module.kinesis_transform.arn
  event_source_arn                   = module.stream.arn
  starting_position                  = local.mapping.startingPosition
  batch_size                         = local.mapping.batchSize
  maximum_batching_window_in_seconds = local.mapping.maximumBatchingWindowSeconds
  parallelization_factor             = local.mapping.parallelizationFactor
  bisect_batch_on_function_error     = local.mapping.bisectBatchOnFunctionError
  maximum_retry_attempts             = local.mapping.maximumRetryAttempts
  maximum_record_age_in_seconds      = local.mapping.maximumRecordAgeSeconds
  function_response_types            = ["ReportBatchItemFailures"]

  # What is given up is counted, for an alarm.
  metrics_config {
    metrics = ["EventCount"]
  }

  destination_config {
    on_failure {
      destination_arn = module.quarantine_bucket.arn
    }
  }

  lifecycle {
    precondition {
      condition     = local.mapping.maximumRecordAgeSeconds < local.stream.retention_hours * 3600
      error_message = "eventSourceMapping.maximumRecordAgeSeconds must be less than the stream's retention: what is given up is read from the stream then."
    }
  }
}

data "aws_iam_policy_document" "kinesis_transform" {
  statement {
    sid       = "SendBatches"
    actions   = ["sqs:SendMessage"]
    resources = [local.queue_arns.rows]
  }

  statement {
    sid       = "StoreClaims"
    actions   = ["s3:AbortMultipartUpload", "s3:PutObject"]
    resources = ["${local.bucket_arns.staging}/claims/*"]
  }

  # Lambda reads the stream in the function's name.
  # https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
  statement {
    sid = "ReadTheStream"
    actions = [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    ]
    resources = [local.stream_arn]
  }

  # And writes what the mapping gives up: aws/lambda/<mapping>/<shard>/…
  # https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
  statement {
    sid       = "KeepWhatIsGivenUp"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arns.quarantine}/aws/lambda/*"]
  }

  statement {
    sid       = "FindTheBucketOfWhatIsGivenUp"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arns.quarantine]
  }
}
