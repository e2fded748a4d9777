locals {
  # A record is given up at this age, or forgotten by the stream.
  record_age_limit_seconds = min(
    var.stream.retention_hours * 3600,
    var.stream.maximum_record_age_seconds == -1 ? var.stream.retention_hours * 3600 : var.stream.maximum_record_age_seconds,
  )

  record_age_alarm_seconds = floor(local.record_age_limit_seconds * var.thresholds.record_age_percent / 100)

  stream_unread_periods = ceil(var.thresholds.stream_unread_minutes / 5)

  stream_alarms = {
    "iterator-age" = {
      meaning    = "The transform is ${var.thresholds.iterator_age_seconds} s or more behind the stream."
      runbook    = "iterator-age"
      namespace  = "AWS/Lambda"
      metric     = "IteratorAge"
      dimensions = { FunctionName = var.functions.kinesis_transform }
      statistic  = "Maximum"
      # One slow batch is no backlog.
      evaluation_periods  = 3
      datapoints_to_alarm = 3
      threshold           = var.thresholds.iterator_age_seconds * 1000
    }
    "records-near-expiry" = {
      meaning    = "Records of the stream are ${local.record_age_alarm_seconds} s old; at ${local.record_age_limit_seconds} s they are given up."
      runbook    = "iterator-age"
      namespace  = "AWS/Lambda"
      metric     = "IteratorAge"
      dimensions = { FunctionName = var.functions.kinesis_transform }
      statistic  = "Maximum"
      threshold  = local.record_age_alarm_seconds * 1000
    }
    # A mapping that is disabled or cannot read reports no age at all.
    "stream-unread" = {
      meaning             = "Nobody reads the stream: the mapping is disabled, broken, or blocked in every shard."
      runbook             = "iterator-age"
      namespace           = "AWS/Kinesis"
      metric              = "GetRecords.Success"
      dimensions          = { StreamName = var.stream.name }
      evaluation_periods  = local.stream_unread_periods
      datapoints_to_alarm = local.stream_unread_periods
      comparison          = "LessThanThreshold"
      # A heartbeat: Lambda asks an idle stream too.
      missing = "breaching"
    }
    "stream-write-throttled" = {
      meaning             = "Producers are refused: the stream takes no more, and what they do not try again is lost before it arrived."
      runbook             = "iterator-age"
      namespace           = "AWS/Kinesis"
      metric              = "WriteProvisionedThroughputExceeded"
      dimensions          = { StreamName = var.stream.name }
      evaluation_periods  = 3
      datapoints_to_alarm = 3
    }
    "records-given-up" = {
      meaning    = "The mapping gave records up; they are in full in the quarantine bucket."
      runbook    = "replay"
      namespace  = "AWS/Lambda"
      metric     = "OnFailureDestinationDeliveredEventCount"
      dimensions = { EventSourceMappingUUID = var.event_source_mapping_uuid }
    }
    "records-dropped" = {
      meaning    = "The mapping gave records up and could not store them; they are on the stream until it forgets them."
      runbook    = "replay"
      namespace  = "AWS/Lambda"
      metric     = "DroppedEventCount"
      dimensions = { EventSourceMappingUUID = var.event_source_mapping_uuid }
    }
    # A batch that fails in part is no error to Lambda.
    "records-unsent" = {
      meaning             = "The transform cannot hand on all it reads, again and again; its log has the code."
      runbook             = "iterator-age"
      namespace           = var.metric_namespace
      metric              = "RecordsUnsent"
      dimensions          = { Service = "kinesis-transform" }
      evaluation_periods  = 3
      datapoints_to_alarm = 3
    }
  }
}
