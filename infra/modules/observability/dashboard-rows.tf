# Read from the top down: what rings, whether it runs, what waits, what fails, what it does, what it costs.
locals {
  period = 300

  # What is searched for shows every dataset there is; an alarm could not do that.
  searched = {
    for metric, dimensions in {
      RecordsLoaded      = "Service,Dataset,Lane"
      RecordsQuarantined = "Service,Dataset,Lane"
      LoadSeconds        = "Service,Dataset,Lane"
      DeadLettered       = "Service,Dataset"
      Parked             = "Service,Dataset"
      Rejects            = "Service,Dataset,Reason"
    } : metric => "SEARCH('{${var.metric_namespace},${dimensions}} MetricName=\"${metric}\"', '${metric == "LoadSeconds" ? "Maximum" : "Sum"}', ${local.period})"
  }

  queue_names = merge(
    { for lane, queue in var.lanes : lane => queue.queue_name },
    { for lane, queue in var.lanes : "${lane}-dlq" => queue.dead_letter_queue_name },
    { parked = var.parked_queue_name, undelivered = var.undelivered_queue_name },
  )

  dashboard_rows = [
    {
      heading = "Does it run? 1 in the first is a halt: nothing is lost, and nothing is loaded."
      widgets = [
        {
          title = "Halted, wedged"
          stat  = "Maximum"
          metrics = [
            [var.metric_namespace, "Halted", "Service", local.processor],
            [var.metric_namespace, "Wedged", "Service", local.processor, { stat = "Sum" }],
          ]
        },
        {
          title = "Tasks of the processor"
          stat  = "Average"
          metrics = [
            for metric in ["DesiredTaskCount", "RunningTaskCount", "PendingTaskCount"] :
            ["ECS/ContainerInsights", metric, "ClusterName", var.cluster_name, "ServiceName", var.service_name]
          ]
        },
        {
          title = "What the redrive decided"
          stat  = "Maximum"
          metrics = [
            for pair in setproduct(keys(var.lanes), ["RedriveStarted", "RedriveWaiting", "RedriveGivenUp", "MetricsUnreadable"]) :
            [var.metric_namespace, pair[1], "Service", "dlq-redrive", "Lane", pair[0], { label = "${pair[0]} ${pair[1]}" }]
          ]
        },
      ]
    },
    {
      heading = "What waits?"
      widgets = [
        {
          title = "Messages waiting"
          stat  = "Maximum"
          metrics = [
            for queue, name in local.queue_names :
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name, { label = queue }]
          ]
        },
        {
          title = "Messages held or put off"
          stat  = "Maximum"
          metrics = [
            for lane, queue in var.lanes :
            ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", queue.queue_name, { label = lane }]
          ]
        },
        {
          title = "Oldest message, seconds"
          stat  = "Maximum"
          metrics = [
            for lane, queue in var.lanes :
            ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.queue_name, { label = lane }]
          ]
        },
        {
          title = "Behind the stream, milliseconds"
          stat  = "Maximum"
          metrics = [
            ["AWS/Lambda", "IteratorAge", "FunctionName", var.functions.kinesis_transform],
            ["AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", "StreamName", var.stream.name],
          ]
        },
      ]
    },
    {
      heading = "What fails?"
      widgets = [
        {
          title = "Put off, visibility lost, unsent"
          stat  = "Sum"
          metrics = concat(
            [
              for pair in setproduct(keys(var.lanes), ["Postponed", "VisibilityLost"]) :
              [var.metric_namespace, pair[1], "Service", local.processor, "Lane", pair[0], { label = "${pair[0]} ${pair[1]}" }]
            ],
            [[var.metric_namespace, "RecordsUnsent", "Service", "kinesis-transform"]],
          )
        },
        {
          title = "Functions: errors and throttles"
          stat  = "Sum"
          metrics = [
            for pair in setproduct(keys(local.function_names), ["Errors", "Throttles"]) :
            ["AWS/Lambda", pair[1], "FunctionName", local.function_names[pair[0]], { label = "${pair[0]} ${pair[1]}" }]
          ]
        },
        # Not the mapping's own counts: its UUID would hide the whole dashboard from a plan. The alarms have them.
        {
          title = "Functions: given up, and not stored"
          stat  = "Sum"
          metrics = [
            for pair in setproduct(["s3-trigger", "kinesis-transform"], ["AsyncEventsDropped", "DestinationDeliveryFailures"]) :
            ["AWS/Lambda", pair[1], "FunctionName", local.function_names[pair[0]], { label = "${pair[0]} ${pair[1]}" }]
          ]
        },
        {
          title   = "Dead-lettered and parked, by dataset"
          stat    = "Sum"
          metrics = [[{ expression = local.searched.DeadLettered }], [{ expression = local.searched.Parked }]]
        },
        {
          title   = "Bad records, by dataset"
          stat    = "Sum"
          metrics = [[{ expression = local.searched.RecordsQuarantined }]]
        },
        {
          title   = "Rejects of the stream, by reason"
          stat    = "Sum"
          metrics = [[{ expression = local.searched.Rejects }]]
        },
      ]
    },
    {
      heading = "What does it do?"
      widgets = [
        {
          title   = "Records loaded, by dataset"
          stat    = "Sum"
          metrics = [[{ expression = local.searched.RecordsLoaded }]]
        },
        {
          title   = "Longest load, seconds"
          stat    = "Maximum"
          metrics = [[{ expression = local.searched.LoadSeconds }]]
        },
        {
          title = "Files announced"
          stat  = "Sum"
          metrics = [
            for metric in ["FilesAnnounced", "FilesUnrouted", "ObjectEventsIgnored", "ObjectEventsMalformed"] :
            [var.metric_namespace, metric, "Service", "s3-trigger"]
          ]
        },
        {
          title = "Records on the stream"
          stat  = "Sum"
          metrics = [
            for metric in ["IncomingRecords", "GetRecords.Records", "WriteProvisionedThroughputExceeded"] :
            ["AWS/Kinesis", metric, "StreamName", var.stream.name]
          ]
        },
      ]
    },
    {
      heading = "What does it cost? The warehouse is billed for the seconds that it is awake."
      widgets = [
        {
          title   = "Redshift: RPU seconds"
          stat    = "Sum"
          metrics = [["AWS/Redshift-Serverless", "ComputeSeconds", "Workgroup", var.workgroup_name]]
        },
        {
          title   = "Redshift: RPUs"
          stat    = "Average"
          metrics = [["AWS/Redshift-Serverless", "ComputeCapacity", "Workgroup", var.workgroup_name]]
        },
        {
          title = "Processor: share of its CPU and memory, percent"
          stat  = "Average"
          metrics = [
            for metric in ["CPUUtilization", "MemoryUtilization"] :
            ["AWS/ECS", metric, "ClusterName", var.cluster_name, "ServiceName", var.service_name]
          ]
        },
        {
          title = "Processor: disk, GB"
          stat  = "Average"
          metrics = [
            for metric in ["EphemeralStorageUtilized", "EphemeralStorageReserved"] :
            ["ECS/ContainerInsights", metric, "ClusterName", var.cluster_name, "ServiceName", var.service_name]
          ]
        },
        {
          title = "Functions: milliseconds"
          stat  = "Sum"
          metrics = [
            for function, name in local.function_names :
            ["AWS/Lambda", "Duration", "FunctionName", name, { label = function }]
          ]
        },
        {
          title = "Stream: bytes"
          stat  = "Sum"
          metrics = [
            for metric in ["IncomingBytes", "GetRecords.Bytes"] : ["AWS/Kinesis", metric, "StreamName", var.stream.name]
          ]
        },
      ]
    },
  ]
}
