module "s3_trigger" {
  source = "../modules/lambda-function"

  name               = local.names.functions.s3Trigger
  description        = "S3 event notifications to FileArrived messages of the files lane."
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  artifact           = local.artifacts["s3-trigger-lambda"]
  memory_megabytes   = local.functions["s3-trigger"].memoryMegabytes
  timeout_seconds    = local.functions["s3-trigger"].timeoutSeconds
  log_retention_days = var.log_retention_days
  kms_key_arn        = local.kms_key_arn

  environment = {
    FILES_QUEUE_URL   = local.queue_urls.files
    METRICS_NAMESPACE = local.names.metricsNamespace
    LOG_LEVEL         = var.log_level
  }

  policies = {
    queues     = data.aws_iam_policy_document.s3_trigger.json
    encryption = data.aws_iam_policy_document.encryption["s3_trigger"].json
  }

  # S3 invokes asynchronously: after two more tries the event would be gone.
  async = {
    max_retry_attempts    = 2
    max_event_age_seconds = 21600
    on_failure_arn        = local.queue_arns.undelivered
  }

  invokers = {
    landing = { service = "s3.amazonaws.com", source_arn = local.bucket_arns.landing }
  }
}

data "aws_iam_policy_document" "s3_trigger" {
  # Its destination for events that it failed with is written in the function's name.
  statement {
    sid       = "AnnounceFiles"
    actions   = ["sqs:SendMessage"]
    resources = [local.queue_arns.files, local.queue_arns.undelivered]
  }
}
