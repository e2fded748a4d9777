# The sweep is a task that ends. What it found stands in its one line of JSON, and these turn that line into metrics. The
# dimension tells environments of one account apart; a line over 256 KB (some thousand lost objects) is cut by the log
# driver and read as no run at all, which rings as well.
locals {
  sweep_report = "$.landed >= 0 && $.announced >= 0"

  sweep_filters = {
    SweepAnnounced = {
      pattern = "{ ${local.sweep_report} }"
      value   = "$.announced"
    }
    SweepIncomplete = {
      pattern = "{ ${local.sweep_report} && ($.finished IS FALSE || $.refused[0].code = \"*\" || $.hidden[0] = \"*\") }"
      value   = "1"
    }
  }

  sweep_alarms = merge([for sweep in var.sweep == null ? [] : [var.sweep] : {
    "sweep-found-lost" = {
      meaning    = "Objects had landed that no ledger knew; they are announced again. Why were they not the first time?"
      runbook    = "undelivered"
      namespace  = var.metric_namespace
      metric     = "SweepAnnounced"
      dimensions = { Bucket = sweep.landing_bucket_name }
      period     = 3600
    }
    "sweep-incomplete" = {
      meaning    = "The sweep found objects that it could not announce; its log names them."
      runbook    = "undelivered"
      namespace  = var.metric_namespace
      metric     = "SweepIncomplete"
      dimensions = { Bucket = sweep.landing_bucket_name }
      period     = 3600
    }
    "sweep-not-run" = {
      meaning             = "No sweep has ended for twice its schedule: nobody looks for lost notifications."
      runbook             = "undelivered"
      namespace           = var.metric_namespace
      metric              = "SweepAnnounced"
      dimensions          = { Bucket = sweep.landing_bucket_name }
      statistic           = "SampleCount"
      period              = 60 * ceil(sweep.schedule_seconds / 60)
      evaluation_periods  = 2
      datapoints_to_alarm = 2
      comparison          = "LessThanThreshold"
      # A heartbeat: a run that ends writes a line.
      missing = "breaching"
    }
  }]...)
}

resource "aws_cloudwatch_log_metric_filter" "sweep" {
  for_each = { for metric, filter in local.sweep_filters : metric => filter if var.sweep != null }

  name           = "${var.name}-${each.key}"
  log_group_name = var.sweep.log_group_name
  pattern        = each.value.pattern

  metric_transformation {
    namespace  = var.metric_namespace
    name       = each.key
    value      = each.value.value
    dimensions = { Bucket = "$.bucket" }
  }
}
