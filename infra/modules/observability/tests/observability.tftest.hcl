mock_provider "aws" {
  override_during = plan
}

variables {
  name       = "sluice-dev"
  account_id = "123456789012"
  region     = "eu-west-1"

  lanes = {
    files = {
      queue_name             = "sluice-dev-files"
      dead_letter_queue_name = "sluice-dev-files-dlq"
      dead_letter_alarm_name = "sluice-dev-files-dlq-not-empty"
      oldest_message_seconds = 7200
    }
    rows = {
      queue_name             = "sluice-dev-rows"
      dead_letter_queue_name = "sluice-dev-rows-dlq"
      dead_letter_alarm_name = "sluice-dev-rows-dlq-not-empty"
      oldest_message_seconds = 3600
    }
  }

  parked_queue_name      = "sluice-dev-parked"
  undelivered_queue_name = "sluice-dev-undelivered"

  stream = {
    name                       = "sluice-dev-records"
    retention_hours            = 168
    maximum_record_age_seconds = 86400
  }

  event_source_mapping_uuid = "uuid-1"

  functions = {
    s3_trigger        = "sluice-dev-s3-trigger"
    kinesis_transform = "sluice-dev-kinesis-transform"
    dlq_redrive       = "sluice-dev-dlq-redrive"
  }

  cluster_name             = "sluice-dev-cluster"
  service_name             = "sluice-dev-processor"
  min_tasks                = 2
  workgroup_name           = "sluice-dev-warehouse"
  redrive_schedule_seconds = 890

  sweep = {
    log_group_name      = "/sluice/sluice-dev-processor"
    schedule_seconds    = 86400
    landing_bucket_name = "sluice-dev-landing"
  }

  datasets = ["title-ratings"]

  dead_letter_alarm = {
    period_seconds     = 60
    evaluation_periods = 1
    threshold          = 1
    treat_missing_data = "notBreaching"
  }

  alarms_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:sluice-dev-alarms"
  operators_topic_arn = "arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"
}

run "makes_these_alarms_and_this_dashboard" {
  command = plan

  # Namespace, metric and dimensions; statistic, comparison, threshold; how often in how many periods; what no data means.
  assert {
    condition = tomap({
      for key, alarm in aws_cloudwatch_metric_alarm.metric : key => join(" ", [
        alarm.namespace, alarm.metric_name, jsonencode(alarm.dimensions), alarm.statistic,
        { GreaterThanOrEqualToThreshold = ">=", LessThanThreshold = "<" }[alarm.comparison_operator], alarm.threshold,
        "${alarm.datapoints_to_alarm}/${alarm.evaluation_periods}x${alarm.period}s", alarm.treat_missing_data,
      ])
      }) == tomap({
      files-oldest-message                   = "AWS/SQS ApproximateAgeOfOldestMessage {\"QueueName\":\"sluice-dev-files\"} Maximum >= 7200 2/2x300s notBreaching"
      rows-oldest-message                    = "AWS/SQS ApproximateAgeOfOldestMessage {\"QueueName\":\"sluice-dev-rows\"} Maximum >= 3600 2/2x300s notBreaching"
      parked-not-empty                       = "AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"sluice-dev-parked\"} Maximum >= 1 1/1x300s notBreaching"
      undelivered-not-empty                  = "AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"sluice-dev-undelivered\"} Maximum >= 1 1/1x300s notBreaching"
      halted                                 = "Sluice Halted {\"Service\":\"fargate-processor\"} Maximum >= 1 3/5x60s notBreaching"
      wedged                                 = "Sluice Wedged {\"Service\":\"fargate-processor\"} Sum >= 1 1/1x300s notBreaching"
      tasks-missing                          = "ECS/ContainerInsights RunningTaskCount {\"ClusterName\":\"sluice-dev-cluster\",\"ServiceName\":\"sluice-dev-processor\"} Minimum < 2 3/3x300s breaching"
      files-postponed                        = "Sluice Postponed {\"Lane\":\"files\",\"Service\":\"fargate-processor\"} Sum >= 10 1/1x900s notBreaching"
      rows-postponed                         = "Sluice Postponed {\"Lane\":\"rows\",\"Service\":\"fargate-processor\"} Sum >= 10 1/1x900s notBreaching"
      files-visibility-lost                  = "Sluice VisibilityLost {\"Lane\":\"files\",\"Service\":\"fargate-processor\"} Sum >= 5 1/1x900s notBreaching"
      rows-visibility-lost                   = "Sluice VisibilityLost {\"Lane\":\"rows\",\"Service\":\"fargate-processor\"} Sum >= 5 1/1x900s notBreaching"
      iterator-age                           = "AWS/Lambda IteratorAge {\"FunctionName\":\"sluice-dev-kinesis-transform\"} Maximum >= 600000 3/3x300s notBreaching"
      records-near-expiry                    = "AWS/Lambda IteratorAge {\"FunctionName\":\"sluice-dev-kinesis-transform\"} Maximum >= 43200000 1/1x300s notBreaching"
      stream-unread                          = "AWS/Kinesis GetRecords.Success {\"StreamName\":\"sluice-dev-records\"} Sum < 1 3/3x300s breaching"
      stream-write-throttled                 = "AWS/Kinesis WriteProvisionedThroughputExceeded {\"StreamName\":\"sluice-dev-records\"} Sum >= 1 3/3x300s notBreaching"
      records-given-up                       = "AWS/Lambda OnFailureDestinationDeliveredEventCount {\"EventSourceMappingUUID\":\"uuid-1\"} Sum >= 1 1/1x300s notBreaching"
      records-dropped                        = "AWS/Lambda DroppedEventCount {\"EventSourceMappingUUID\":\"uuid-1\"} Sum >= 1 1/1x300s notBreaching"
      records-unsent                         = "Sluice RecordsUnsent {\"Service\":\"kinesis-transform\"} Sum >= 1 3/3x300s notBreaching"
      s3-trigger-errors                      = "AWS/Lambda Errors {\"FunctionName\":\"sluice-dev-s3-trigger\"} Sum >= 3 1/1x900s notBreaching"
      kinesis-transform-errors               = "AWS/Lambda Errors {\"FunctionName\":\"sluice-dev-kinesis-transform\"} Sum >= 3 1/1x900s notBreaching"
      dlq-redrive-errors                     = "AWS/Lambda Errors {\"FunctionName\":\"sluice-dev-dlq-redrive\"} Sum >= 3 1/1x900s notBreaching"
      s3-trigger-throttles                   = "AWS/Lambda Throttles {\"FunctionName\":\"sluice-dev-s3-trigger\"} Sum >= 10 1/1x900s notBreaching"
      kinesis-transform-throttles            = "AWS/Lambda Throttles {\"FunctionName\":\"sluice-dev-kinesis-transform\"} Sum >= 10 1/1x900s notBreaching"
      dlq-redrive-throttles                  = "AWS/Lambda Throttles {\"FunctionName\":\"sluice-dev-dlq-redrive\"} Sum >= 10 1/1x900s notBreaching"
      s3-trigger-destination-failures        = "AWS/Lambda DestinationDeliveryFailures {\"FunctionName\":\"sluice-dev-s3-trigger\"} Sum >= 1 1/1x300s notBreaching"
      kinesis-transform-destination-failures = "AWS/Lambda DestinationDeliveryFailures {\"FunctionName\":\"sluice-dev-kinesis-transform\"} Sum >= 1 1/1x300s notBreaching"
      files-redrive-given-up                 = "Sluice RedriveGivenUp {\"Lane\":\"files\",\"Service\":\"dlq-redrive\"} Maximum >= 1 1/1x900s ignore"
      rows-redrive-given-up                  = "Sluice RedriveGivenUp {\"Lane\":\"rows\",\"Service\":\"dlq-redrive\"} Maximum >= 1 1/1x900s ignore"
      files-metrics-unreadable               = "Sluice MetricsUnreadable {\"Lane\":\"files\",\"Service\":\"dlq-redrive\"} Minimum >= 1 3/3x900s ignore"
      rows-metrics-unreadable                = "Sluice MetricsUnreadable {\"Lane\":\"rows\",\"Service\":\"dlq-redrive\"} Minimum >= 1 3/3x900s ignore"
      redrive-not-run                        = "AWS/Lambda Invocations {\"FunctionName\":\"sluice-dev-dlq-redrive\"} Sum < 1 3/3x900s breaching"
      sweep-found-lost                       = "Sluice SweepAnnounced {\"Bucket\":\"sluice-dev-landing\"} Sum >= 1 1/1x3600s notBreaching"
      sweep-incomplete                       = "Sluice SweepIncomplete {\"Bucket\":\"sluice-dev-landing\"} Sum >= 1 1/1x3600s notBreaching"
      sweep-not-run                          = "Sluice SweepAnnounced {\"Bucket\":\"sluice-dev-landing\"} SampleCount < 1 2/2x86400s breaching"
    })
    error_message = "The alarms on one metric are not those of the table."
  }

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.metric :
      alarm.alarm_name == "sluice-dev-${key}"
      && alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"])
      && alarm.ok_actions == toset(["arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"])
      && can(regex("^.{20,}[.?] docs/runbooks/[a-z-]+\\.md$", alarm.alarm_description))
    ])
    error_message = "Every alarm tells the operators when it rings and when it ends, what it means, and where to read on."
  }

  assert {
    condition = toset([for alarm in aws_cloudwatch_metric_alarm.dead_letters : join(" ", [
      alarm.alarm_name, alarm.namespace, alarm.metric_name, jsonencode(alarm.dimensions), alarm.statistic,
      alarm.comparison_operator, alarm.threshold, "${alarm.evaluation_periods}x${alarm.period}s", alarm.treat_missing_data,
      ])]) == toset([
      "sluice-dev-files-dlq-not-empty AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"sluice-dev-files-dlq\"} Maximum GreaterThanOrEqualToThreshold 1 1x60s notBreaching",
      "sluice-dev-rows-dlq-not-empty AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"sluice-dev-rows-dlq\"} Maximum GreaterThanOrEqualToThreshold 1 1x60s notBreaching",
    ])
    error_message = "The dead-letter alarms are not those that the redrive expects."
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.dead_letters :
      alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:sluice-dev-alarms", "arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"])
      && alarm.ok_actions == toset(["arn:aws:sns:eu-west-1:123456789012:sluice-dev-alarms"])
    ])
    error_message = "A dead-letter alarm starts the redrive and tells the operators; that it ended is for the redrive alone."
  }

  assert {
    condition = tomap({
      for key, alarm in aws_cloudwatch_metric_alarm.expression : key => join(" ", concat(
        [">= ${alarm.threshold}", "${alarm.datapoints_to_alarm}/${alarm.evaluation_periods}", alarm.treat_missing_data],
        sort([for query in alarm.metric_query : query.return_data == true ? "returns ${query.expression}" : join(" ", [
          query.id, query.metric[0].namespace, query.metric[0].metric_name, jsonencode(query.metric[0].dimensions), query.metric[0].stat, query.metric[0].period,
        ])]),
      ))
      }) == tomap({
      files-no-progress               = ">= 1 3/3 notBreaching finished AWS/SQS NumberOfMessagesDeleted {\"QueueName\":\"sluice-dev-files\"} Sum 900 returns IF((waiting > 0) AND (finished < 1), 1, 0) waiting AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"sluice-dev-files\"} Minimum 900"
      rows-no-progress                = ">= 1 3/3 notBreaching finished AWS/SQS NumberOfMessagesDeleted {\"QueueName\":\"sluice-dev-rows\"} Sum 900 returns IF((waiting > 0) AND (finished < 1), 1, 0) waiting AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"sluice-dev-rows\"} Minimum 900"
      title-ratings-files-quarantined = ">= 10 1/1 notBreaching all Sluice RecordsRead {\"Dataset\":\"title-ratings\",\"Lane\":\"files\",\"Service\":\"fargate-processor\"} Sum 3600 bad Sluice RecordsQuarantined {\"Dataset\":\"title-ratings\",\"Lane\":\"files\",\"Service\":\"fargate-processor\"} Sum 3600 returns 100 * bad / all"
      title-ratings-rows-quarantined  = ">= 10 1/1 notBreaching all Sluice RecordsRead {\"Dataset\":\"title-ratings\",\"Lane\":\"rows\",\"Service\":\"fargate-processor\"} Sum 3600 bad Sluice RecordsQuarantined {\"Dataset\":\"title-ratings\",\"Lane\":\"rows\",\"Service\":\"fargate-processor\"} Sum 3600 returns 100 * bad / all"
    })
    error_message = "The alarms on expressions are not those of the table."
  }

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.expression :
      alarm.alarm_name == "sluice-dev-${key}"
      && alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"])
      && alarm.ok_actions == toset(["arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"])
      && can(regex("docs/runbooks/(stuck-queue|bad-records)\\.md$", alarm.alarm_description))
    ])
    error_message = "Every alarm tells the operators."
  }

  assert {
    condition = tomap({
      for metric, filter in aws_cloudwatch_log_metric_filter.sweep : metric => join(" | ", [
        filter.name, filter.log_group_name, filter.pattern, filter.metric_transformation[0].namespace,
        filter.metric_transformation[0].name, filter.metric_transformation[0].value,
        jsonencode(filter.metric_transformation[0].dimensions),
      ])
      }) == tomap({
      SweepAnnounced  = "sluice-dev-SweepAnnounced | /sluice/sluice-dev-processor | { $.landed >= 0 && $.announced >= 0 } | Sluice | SweepAnnounced | $.announced | {\"Bucket\":\"$.bucket\"}"
      SweepIncomplete = "sluice-dev-SweepIncomplete | /sluice/sluice-dev-processor | { $.landed >= 0 && $.announced >= 0 && ($.finished IS FALSE || $.refused[0].code = \"*\" || $.hidden[0] = \"*\") } | Sluice | SweepIncomplete | 1 | {\"Bucket\":\"$.bucket\"}"
    })
    error_message = "The sweep's report is not read as it is written."
  }

  assert {
    condition     = toset(values(output.alarm_names)) == toset(concat([for alarm in aws_cloudwatch_metric_alarm.metric : alarm.alarm_name], [for alarm in aws_cloudwatch_metric_alarm.expression : alarm.alarm_name], [for alarm in aws_cloudwatch_metric_alarm.dead_letters : alarm.alarm_name]))
    error_message = "An alarm is not in the output, or none that is."
  }

  assert {
    condition     = output.alarm_names["files-dead-letters"] == "sluice-dev-files-dlq-not-empty" && output.alarm_arns["halted"] == "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:sluice-dev-halted"
    error_message = "Names and ARNs stand under what the alarms tell."
  }

  assert {
    condition     = output.dashboard_name == "sluice-dev"
    error_message = "The dashboard has the deployment's name."
  }

  assert {
    condition = [
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : regex("^## ([^?.]*)", widget.properties.markdown)[0] if widget.type == "text"
    ] == ["Does anything ring", "Does it run", "What waits", "What fails", "What does it do", "What does it cost"]
    error_message = "The rows of the dashboard are not in their order."
  }

  assert {
    condition = alltrue(flatten([
      for one in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [
        for other in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets :
        one == other || one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y
      ]
    ]))
    error_message = "Widgets lie over each other."
  }

  assert {
    condition     = alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.x + widget.width <= 24 && try(widget.properties.region, "eu-west-1") == "eu-west-1"])
    error_message = "A widget is out of the grid or of the region."
  }

  assert {
    condition     = toset(one([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.alarms if widget.type == "alarm"])) == toset(values(output.alarm_arns))
    error_message = "The dashboard does not show every alarm."
  }

  # Without an option, and the Sluice metrics of the searches with the dimensions that are searched.
  assert {
    condition = toset(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [
        for metric in try(widget.properties.metrics, []) : try(
          join(" ", concat(regex("SEARCH\\('\\{([^}]+)\\} MetricName=\"([A-Za-z]+)\"', '(Sum|Maximum)', 300\\)", metric[0].expression))),
          join(" ", concat([metric[0], metric[1]], [for index in range(2, length(metric) - length(metric) % 2, 2) : metric[index]])),
        )
      ]
      ])) == toset([
      "AWS/ECS CPUUtilization ClusterName ServiceName",
      "AWS/ECS MemoryUtilization ClusterName ServiceName",
      "AWS/Kinesis GetRecords.Bytes StreamName",
      "AWS/Kinesis GetRecords.IteratorAgeMilliseconds StreamName",
      "AWS/Kinesis GetRecords.Records StreamName",
      "AWS/Kinesis IncomingBytes StreamName",
      "AWS/Kinesis IncomingRecords StreamName",
      "AWS/Kinesis WriteProvisionedThroughputExceeded StreamName",
      "AWS/Lambda AsyncEventsDropped FunctionName",
      "AWS/Lambda DestinationDeliveryFailures FunctionName",
      "AWS/Lambda Duration FunctionName",
      "AWS/Lambda Errors FunctionName",
      "AWS/Lambda IteratorAge FunctionName",
      "AWS/Lambda Throttles FunctionName",
      "AWS/Redshift-Serverless ComputeCapacity Workgroup",
      "AWS/Redshift-Serverless ComputeSeconds Workgroup",
      "AWS/SQS ApproximateAgeOfOldestMessage QueueName",
      "AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName",
      "AWS/SQS ApproximateNumberOfMessagesVisible QueueName",
      "ECS/ContainerInsights DesiredTaskCount ClusterName ServiceName",
      "ECS/ContainerInsights EphemeralStorageReserved ClusterName ServiceName",
      "ECS/ContainerInsights EphemeralStorageUtilized ClusterName ServiceName",
      "ECS/ContainerInsights PendingTaskCount ClusterName ServiceName",
      "ECS/ContainerInsights RunningTaskCount ClusterName ServiceName",
      "Sluice FilesAnnounced Service",
      "Sluice FilesUnrouted Service",
      "Sluice Halted Service",
      "Sluice MetricsUnreadable Service Lane",
      "Sluice ObjectEventsIgnored Service",
      "Sluice ObjectEventsMalformed Service",
      "Sluice Postponed Service Lane",
      "Sluice RecordsUnsent Service",
      "Sluice RedriveGivenUp Service Lane",
      "Sluice RedriveStarted Service Lane",
      "Sluice RedriveWaiting Service Lane",
      "Sluice VisibilityLost Service Lane",
      "Sluice Wedged Service",
      "Sluice,Service,Dataset DeadLettered Sum",
      "Sluice,Service,Dataset Parked Sum",
      "Sluice,Service,Dataset,Lane LoadSeconds Maximum",
      "Sluice,Service,Dataset,Lane RecordsLoaded Sum",
      "Sluice,Service,Dataset,Lane RecordsQuarantined Sum",
      "Sluice,Service,Dataset,Reason Rejects Sum",
    ])
    error_message = "The dashboard's metrics are not those of the list."
  }
}

run "settings_arrive" {
  command = plan

  variables {
    datasets = ["title-basics"]
    dead_letter_alarm = {
      period_seconds     = 120
      evaluation_periods = 2
      threshold          = 3
      treat_missing_data = "ignore"
    }

    # The stream forgets before the mapping gives up.
    stream = {
      name                       = "sluice-dev-records"
      retention_hours            = 24
      maximum_record_age_seconds = 604800
    }

    thresholds = {
      halted_minutes        = 7
      no_progress_seconds   = 5400
      tasks_missing_minutes = 30
      postponed_messages    = 51
      lost_visibilities     = 52
      quarantined_percent   = 53
      iterator_age_seconds  = 54
      record_age_percent    = 25
      stream_unread_minutes = 60
      function_errors       = 55
      function_throttles    = 56
    }
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.dead_letters :
      alarm.period == 120 && alarm.evaluation_periods == 2 && alarm.threshold == 3 && alarm.treat_missing_data == "ignore"
    ])
    error_message = "The dead-letter alarms do not follow the topology's settings."
  }

  assert {
    condition = [
      aws_cloudwatch_metric_alarm.metric["halted"].datapoints_to_alarm,
      aws_cloudwatch_metric_alarm.metric["halted"].evaluation_periods,
      aws_cloudwatch_metric_alarm.expression["rows-no-progress"].evaluation_periods,
      aws_cloudwatch_metric_alarm.metric["tasks-missing"].datapoints_to_alarm,
      aws_cloudwatch_metric_alarm.metric["rows-postponed"].threshold,
      aws_cloudwatch_metric_alarm.metric["rows-visibility-lost"].threshold,
      aws_cloudwatch_metric_alarm.expression["title-basics-rows-quarantined"].threshold,
      aws_cloudwatch_metric_alarm.metric["iterator-age"].threshold,
      aws_cloudwatch_metric_alarm.metric["records-near-expiry"].threshold,
      aws_cloudwatch_metric_alarm.metric["stream-unread"].datapoints_to_alarm,
      aws_cloudwatch_metric_alarm.metric["s3-trigger-errors"].threshold,
      aws_cloudwatch_metric_alarm.metric["s3-trigger-throttles"].threshold,
    ] == [7, 9, 6, 6, 51, 52, 53, 54000, 21600000, 12, 55, 56]
    error_message = "A threshold does not arrive at its alarm."
  }
}

run "what_does_not_run_is_not_missed" {
  command = plan

  variables {
    min_tasks                = 0
    redrive_schedule_seconds = null
    sweep                    = null
    datasets                 = []
    metric_namespace         = "Other"

    # The mapping never gives up: records expire with the stream.
    stream = {
      name                       = "sluice-dev-records"
      retention_hours            = 48
      maximum_record_age_seconds = -1
    }
  }

  assert {
    condition     = length(setintersection(keys(aws_cloudwatch_metric_alarm.metric), ["tasks-missing", "redrive-not-run", "sweep-found-lost", "sweep-incomplete", "sweep-not-run"])) == 0
    error_message = "There are heartbeats of what does not run."
  }

  assert {
    condition     = length(aws_cloudwatch_log_metric_filter.sweep) == 0 && length(aws_cloudwatch_metric_alarm.expression) == 2
    error_message = "There is something of the sweep, or of datasets."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["files-redrive-given-up"].period == 900 && aws_cloudwatch_metric_alarm.metric["halted"].namespace == "Other"
    error_message = "The redrive's own metrics are watched without a schedule too, in the namespace given."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["records-near-expiry"].threshold == 86400000
    error_message = "Half of 48 hours is 86,400 s."
  }
}

# What is refused. Each of these runs breaks another rule of every variable that has so many.

run "refuses_1" {
  command = plan

  variables {
    name                     = "Sluice"
    account_id               = "12345678901"
    region                   = "eu-west"
    partition                = "aws-iso"
    lanes                    = { big = { queue_name = "q", dead_letter_queue_name = "d", dead_letter_alarm_name = "a", oldest_message_seconds = 60 } }
    stream                   = { name = "sluice-dev-records", retention_hours = 23, maximum_record_age_seconds = 86400 }
    min_tasks                = -1
    redrive_schedule_seconds = 59
    sweep                    = { log_group_name = "/sluice/x", schedule_seconds = 59, landing_bucket_name = "b" }
    datasets                 = ["Title"]
    dead_letter_alarm        = { period_seconds = 30, evaluation_periods = 1, threshold = 1, treat_missing_data = "notBreaching" }
    alarms_topic_arn         = "arn:aws:sqs:eu-west-1:123456789012:x"
    operators_topic_arn      = "operators"
    metric_namespace         = "AWS/SQS"
    thresholds               = { function_errors = 0 }
  }

  expect_failures = [
    var.name,
    var.account_id,
    var.region,
    var.partition,
    var.lanes,
    var.stream,
    var.min_tasks,
    var.redrive_schedule_seconds,
    var.sweep,
    var.datasets,
    var.dead_letter_alarm,
    var.alarms_topic_arn,
    var.operators_topic_arn,
    var.metric_namespace,
    var.thresholds,
  ]
}

run "refuses_2" {
  command = plan

  variables {
    lanes                    = {}
    stream                   = { name = "sluice-dev-records", retention_hours = 8761, maximum_record_age_seconds = 86400 }
    min_tasks                = 0.5
    redrive_schedule_seconds = 201601
    sweep                    = { log_group_name = "/sluice/x", schedule_seconds = 302401, landing_bucket_name = "b" }
    dead_letter_alarm        = { period_seconds = 90, evaluation_periods = 1, threshold = 1, treat_missing_data = "notBreaching" }
    metric_namespace         = "My Sluice"
    thresholds               = { no_progress_seconds = 899 }
  }

  expect_failures = [
    var.lanes,
    var.stream,
    var.min_tasks,
    var.redrive_schedule_seconds,
    var.sweep,
    var.dead_letter_alarm,
    var.metric_namespace,
    var.thresholds,
  ]
}

run "refuses_3" {
  command = plan

  variables {
    lanes             = { files = { queue_name = "q", dead_letter_queue_name = "d", dead_letter_alarm_name = "a", oldest_message_seconds = 59 } }
    stream            = { name = "sluice-dev-records", retention_hours = 168, maximum_record_age_seconds = 59 }
    dead_letter_alarm = { period_seconds = 60, evaluation_periods = 0, threshold = 1, treat_missing_data = "notBreaching" }
    thresholds        = { no_progress_seconds = 86401 }
  }

  expect_failures = [
    var.lanes,
    var.stream,
    var.dead_letter_alarm,
    var.thresholds,
  ]
}

run "refuses_4" {
  command = plan

  variables {
    stream            = { name = "sluice-dev-records", retention_hours = 168, maximum_record_age_seconds = 604801 }
    dead_letter_alarm = { period_seconds = 60, evaluation_periods = 1441, threshold = 1, treat_missing_data = "notBreaching" }
    thresholds        = { record_age_percent = 100 }
  }

  expect_failures = [
    var.stream,
    var.dead_letter_alarm,
    var.thresholds,
  ]
}

run "refuses_5" {
  command = plan

  variables {
    dead_letter_alarm = { period_seconds = 60, evaluation_periods = 1, threshold = 0, treat_missing_data = "notBreaching" }
    thresholds        = { quarantined_percent = 101 }
  }

  expect_failures = [
    var.dead_letter_alarm,
    var.thresholds,
  ]
}

run "refuses_6" {
  command = plan

  variables {
    dead_letter_alarm = { period_seconds = 60, evaluation_periods = 1, threshold = 1, treat_missing_data = "none" }
    thresholds        = { halted_minutes = 1.5 }
  }

  expect_failures = [
    var.dead_letter_alarm,
    var.thresholds,
  ]
}

run "refuses_7" {
  command = plan

  variables {
    thresholds = { stream_unread_minutes = 1441 }
  }

  expect_failures = [
    var.thresholds,
  ]
}

run "the_example_is_planned" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = length(output.alarm_names) == 42 && output.alarm_names["files-no-progress"] == "sluice-dev-files-no-progress"
    error_message = "The example does not make every alarm."
  }
}
