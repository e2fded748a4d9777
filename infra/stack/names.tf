# What everything is called: the same rule as libs/topology/src/resource-names.ts, which the local stack and the CLI
# follow. Bucket names are global, so they end with the account. ARNs derive from names: a plan shows every grant in
# full before anything exists.
locals {
  prefix        = "${local.topology.name}-${var.environment}"
  bucket_suffix = coalesce(var.bucket_name_suffix, "-${var.account_id}")

  names = {
    landingBucket    = "${local.prefix}-landing${local.bucket_suffix}"
    stagingBucket    = "${local.prefix}-staging${local.bucket_suffix}"
    quarantineBucket = "${local.prefix}-quarantine${local.bucket_suffix}"
    stream           = "${local.prefix}-records"
    queues = {
      files       = "${local.prefix}-files"
      filesDlq    = "${local.prefix}-files-dlq"
      rows        = "${local.prefix}-rows"
      rowsDlq     = "${local.prefix}-rows-dlq"
      parked      = "${local.prefix}-parked"
      undelivered = "${local.prefix}-undelivered"
    }
    functions = {
      s3Trigger        = "${local.prefix}-s3-trigger"
      kinesisTransform = "${local.prefix}-kinesis-transform"
      dlqRedrive       = "${local.prefix}-dlq-redrive"
    }
    cluster        = "${local.prefix}-cluster"
    processor      = "${local.prefix}-processor"
    alarmTopic     = "${local.prefix}-alarms"
    operatorsTopic = "${local.prefix}-operators"
    deadLetterAlarms = {
      files = "${local.prefix}-files-dlq-not-empty"
      rows  = "${local.prefix}-rows-dlq-not-empty"
    }
    redriveSchedule  = "${local.prefix}-redrive"
    sweepSchedule    = "${local.prefix}-sweep"
    metricsNamespace = local.prefix
    workgroup        = local.warehouse.workgroup_name
    database         = local.warehouse.database
  }

  dns_suffix = var.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"

  # One entry for each queue, by the key that it has in `names`.
  queue_arns = { for key, name in local.names.queues : key => "arn:${var.partition}:sqs:${var.region}:${var.account_id}:${name}" }
  queue_urls = { for key, name in local.names.queues : key => "https://sqs.${var.region}.${local.dns_suffix}/${var.account_id}/${name}" }

  bucket_arns = {
    landing    = "arn:${var.partition}:s3:::${local.names.landingBucket}"
    staging    = "arn:${var.partition}:s3:::${local.names.stagingBucket}"
    quarantine = "arn:${var.partition}:s3:::${local.names.quarantineBucket}"
  }

  stream_arn = "arn:${var.partition}:kinesis:${var.region}:${var.account_id}:stream/${local.names.stream}"

  topic_arns = {
    alarms    = "arn:${var.partition}:sns:${var.region}:${var.account_id}:${local.names.alarmTopic}"
    operators = "arn:${var.partition}:sns:${var.region}:${var.account_id}:${local.names.operatorsTopic}"
  }
}
