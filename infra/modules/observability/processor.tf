locals {
  # The apps put their name in the dimension Service of every metric; an alarm watches exactly one set of dimensions, so
  # what they write by Dataset can only be watched for datasets that are named.
  processor = "fargate-processor"

  tasks_missing_periods = ceil(var.thresholds.tasks_missing_minutes / 5)

  processor_alarms = merge(
    {
      "halted" = {
        meaning    = "A processor is halted: what every load needs does not hold (warehouse, credentials, tables). Nothing is received, nothing is lost."
        runbook    = "stuck-queue"
        namespace  = var.metric_namespace
        metric     = "Halted"
        dimensions = { Service = local.processor }
        # Each halted task writes 1 every half minute and 0 once when it goes on: any task counts.
        statistic           = "Maximum"
        period              = 60
        evaluation_periods  = var.thresholds.halted_minutes + 2
        datapoints_to_alarm = var.thresholds.halted_minutes
      }
      "wedged" = {
        meaning    = "A processor held messages, made no progress, and ended itself; another takes its place."
        runbook    = "stuck-queue"
        namespace  = var.metric_namespace
        metric     = "Wedged"
        dimensions = { Service = local.processor }
      }
    },
    {
      for key in ["tasks-missing"] : key => {
        meaning    = "Fewer tasks of the processor run than should at least, or they end as soon as they begin."
        runbook    = "stuck-queue"
        namespace  = "ECS/ContainerInsights"
        metric     = "RunningTaskCount"
        dimensions = { ClusterName = var.cluster_name, ServiceName = var.service_name }
        # The lowest of each five minutes: tasks that start and crash are seen between.
        statistic           = "Minimum"
        evaluation_periods  = local.tasks_missing_periods
        datapoints_to_alarm = local.tasks_missing_periods
        comparison          = "LessThanThreshold"
        threshold           = var.min_tasks
        # A heartbeat: no data is no service.
        missing = "breaching"
      } if var.min_tasks > 0
    },
    {
      for lane in keys(var.lanes) : "${lane}-postponed" => {
        meaning    = "Many loads of the ${lane} lane failed for now and were put off: conflicts (1023), throttling, a busy warehouse."
        runbook    = "load-failures"
        namespace  = var.metric_namespace
        metric     = "Postponed"
        dimensions = { Service = local.processor, Lane = lane }
        period     = 900
        threshold  = var.thresholds.postponed_messages
      }
    },
    {
      for lane in keys(var.lanes) : "${lane}-visibility-lost" => {
        meaning    = "Messages of the ${lane} lane became visible while a processor worked on them: work is done twice."
        runbook    = "load-failures"
        namespace  = var.metric_namespace
        metric     = "VisibilityLost"
        dimensions = { Service = local.processor, Lane = lane }
        period     = 900
        threshold  = var.thresholds.lost_visibilities
      }
    },
  )

  # Both metrics stand in one document, so either both are there or none, and nothing divides by a hole.
  quarantine_alarms = {
    for pair in setproduct(var.datasets, keys(var.lanes)) : "${pair[0]}-${pair[1]}-quarantined" => {
      meaning            = "${var.thresholds.quarantined_percent} % or more of an hour's records of ${pair[0]} on the ${pair[1]} lane were bad."
      runbook            = "bad-records"
      label              = "bad records, percent"
      expression         = "100 * bad / all"
      period             = 3600
      evaluation_periods = 1
      threshold          = var.thresholds.quarantined_percent
      metrics = {
        for id, metric in { all = "RecordsRead", bad = "RecordsQuarantined" } : id => {
          namespace             = var.metric_namespace
          metric                = metric
          dimensions            = { Service = local.processor, Dataset = pair[0], Lane = pair[1] }
          statistic             = "Sum"
        }
      }
    }
  }
}
