module "dlq_redrive" {
  source = "../modules/lambda-function"

  name               = local.names.functions.dlqRedrive
  description        = "Redrives dead-lettered messages, paced and guarded: on the alarm, and on a schedule since an alarm fires once."
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  artifact           = local.artifacts["dlq-redrive-lambda"]
  memory_megabytes   = local.functions["dlq-redrive"].memoryMegabytes
  timeout_seconds    = local.functions["dlq-redrive"].timeoutSeconds
  log_retention_days = var.log_retention_days
  kms_key_arn        = local.kms_key_arn

  # Two at a time could both find no task running.
  reserved_concurrency = 1

  environment = {
    LANES = jsonencode([
      for lane in keys(local.lanes) : {
        name     = lane
        queueUrl = local.queue_urls[lane]
        queueArn = local.queue_arns[lane]
        dlqUrl   = local.queue_urls["${lane}Dlq"]
        dlqArn   = local.queue_arns["${lane}Dlq"]
      }
    ])
    ALARM_NAMES                     = jsonencode({ for lane, alarm in local.names.deadLetterAlarms : alarm => lane })
    REDRIVE_MAX_MESSAGES_PER_SECOND = tostring(local.redrive.maxMessagesPerSecond)
    REDRIVE_PAUSE_SECONDS           = tostring(local.redrive.pauseSeconds)
    REDRIVE_MAX_TASKS_PER_WINDOW    = tostring(local.redrive.maxTasksPerWindow)
    REDRIVE_WINDOW_SECONDS          = tostring(local.redrive.windowSeconds)
    REDRIVE_EVIDENCE_SECONDS        = tostring(local.redrive.evidenceSeconds)
    REDRIVE_DRY_RUN                 = tostring(coalesce(var.redrive_dry_run, local.redrive.dryRun))
    OPERATORS_TOPIC_ARN             = local.topic_arns.operators
    LOG_LEVEL                       = var.log_level
    METRICS_NAMESPACE               = local.names.metricsNamespace
  }

  policies = {
    redrive    = data.aws_iam_policy_document.dlq_redrive.json
    encryption = data.aws_iam_policy_document.encryption["dlq_redrive"].json
  }

  invokers = {
    alarms = { service = "sns.amazonaws.com", source_arn = local.topic_arns.alarms, bind_account = false }
  }
}

module "redrive_schedule" {
  source = "../modules/schedule"

  name                = local.names.redriveSchedule
  description         = "Runs the redrive, whatever the alarms do."
  account_id          = var.account_id
  region              = var.region
  partition           = var.partition
  schedule_expression = "rate(${local.redrive.scheduleSeconds / 60} minutes)"
  input               = jsonencode({ source = "sluice.redrive-schedule" })
  lambda_arn          = "arn:${var.partition}:lambda:${var.region}:${var.account_id}:function:${local.names.functions.dlqRedrive}"

  # The next run does what this one did not.
  retry = { max_attempts = 0, max_age_seconds = 60 }
}

data "aws_iam_policy_document" "dlq_redrive" {
  statement {
    sid       = "LookAtBothQueuesOfALane"
    actions   = ["sqs:GetQueueAttributes"]
    resources = [for key in flatten([for lane in keys(local.lanes) : [lane, "${lane}Dlq"]]) : local.queue_arns[key]]
  }

  # A move task receives and deletes in the name of who started it.
  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  statement {
    sid       = "MoveFromDeadLetterQueues"
    actions   = ["sqs:DeleteMessage", "sqs:ListMessageMoveTasks", "sqs:ReceiveMessage", "sqs:StartMessageMoveTask"]
    resources = [for lane in keys(local.lanes) : local.queue_arns["${lane}Dlq"]]
  }

  statement {
    sid       = "MoveToTheirLanes"
    actions   = ["sqs:SendMessage"]
    resources = [for lane in keys(local.lanes) : local.queue_arns[lane]]
  }

  # CloudWatch has no resource level for reading metrics.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  statement {
    sid       = "ReadTheEvidence"
    actions   = ["cloudwatch:GetMetricData"]
    resources = ["*"]
  }

  statement {
    sid       = "TellOperators"
    actions   = ["sns:Publish"]
    resources = [local.topic_arns.operators]
  }
}
