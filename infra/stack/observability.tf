module "observability" {
  source = "../modules/observability"

  name       = local.prefix
  account_id = var.account_id
  region     = var.region
  partition  = var.partition

  lanes = {
    for lane in keys(local.lanes) : lane => {
      queue_name             = module.lane[lane].name
      dead_letter_queue_name = module.lane[lane].dead_letter_name
      dead_letter_alarm_name = local.names.deadLetterAlarms[lane]
      oldest_message_seconds = var.oldest_message_alarm_seconds
    }
  }

  metric_namespace = local.names.metricsNamespace

  # What a statement may take, and then what a task may take that does not get on.
  thresholds = { no_progress_seconds = local.settings.statementTimeoutSeconds + local.settings.wedgedAfterSeconds }

  parked_queue_name      = module.notices["parked"].name
  undelivered_queue_name = module.notices["undelivered"].name

  stream = {
    name                       = local.names.stream
    retention_hours            = local.stream.retention_hours
    maximum_record_age_seconds = local.mapping.maximumRecordAgeSeconds
  }
  event_source_mapping_uuid = aws_lambda_event_source_mapping.records.uuid

  functions = {
    s3_trigger        = local.names.functions.s3Trigger
    kinesis_transform = local.names.functions.kinesisTransform
    dlq_redrive       = local.names.functions.dlqRedrive
  }

  cluster_name             = local.names.cluster
  service_name             = local.names.processor
  min_tasks                = local.scaling.min_tasks
  workgroup_name           = local.names.workgroup
  redrive_schedule_seconds = local.redrive.scheduleSeconds
  datasets                 = var.watched_datasets

  sweep = {
    log_group_name      = module.sweep_task.log_group_name
    schedule_seconds    = local.sweep.scheduleSeconds
    landing_bucket_name = local.names.landingBucket
  }

  dead_letter_alarm = {
    period_seconds     = local.topology.deadLetterAlarm.periodSeconds
    evaluation_periods = local.topology.deadLetterAlarm.evaluationPeriods
    threshold          = local.topology.deadLetterAlarm.threshold
    treat_missing_data = local.topology.deadLetterAlarm.treatMissingData
  }

  alarms_topic_arn    = local.topic_arns.alarms
  operators_topic_arn = local.topic_arns.operators
}
