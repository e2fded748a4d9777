locals {
  # Whole minutes, as CloudWatch takes them. Unscheduled it runs on alarms only.
  redrive_period_seconds = 60 * ceil(coalesce(var.redrive_schedule_seconds, 900) / 60)

  redrive_alarms = merge(
    {
      for lane in keys(var.lanes) : "${lane}-redrive-given-up" => {
        meaning    = "The redrive gave the ${lane} lane up for this window: what it sends back comes back."
        runbook    = "redrive"
        namespace  = var.metric_namespace
        metric     = "RedriveGivenUp"
        dimensions = { Service = "dlq-redrive", Lane = lane }
        statistic  = "Maximum"
        period     = local.redrive_period_seconds
        # Every run writes 0 or 1; between two runs it is as it was.
        missing = "ignore"
      }
    },
    {
      for lane in keys(var.lanes) : "${lane}-metrics-unreadable" => {
        meaning    = "The redrive cannot read the metrics of the ${lane} lane, so it redrives nothing there."
        runbook    = "redrive"
        namespace  = var.metric_namespace
        metric     = "MetricsUnreadable"
        dimensions = { Service = "dlq-redrive", Lane = lane }
        # Not one run of three could: a single one that cannot is made good by the next.
        statistic           = "Minimum"
        period              = local.redrive_period_seconds
        evaluation_periods  = 3
        datapoints_to_alarm = 3
        missing             = "ignore"
      }
    },
    {
      for key in ["redrive-not-run"] : key => {
        meaning             = "The redrive has not run for three times its schedule: dead letters stay where they are."
        runbook             = "redrive"
        namespace           = "AWS/Lambda"
        metric              = "Invocations"
        dimensions          = { FunctionName = var.functions.dlq_redrive }
        period              = local.redrive_period_seconds
        evaluation_periods  = 3
        datapoints_to_alarm = 3
        comparison          = "LessThanThreshold"
        # A heartbeat: no invocation, no metric.
        missing = "breaching"
      } if var.redrive_schedule_seconds != null
    },
  )
}
