locals {
  # What an alarm is unless it says otherwise: one count in five minutes. Most metrics here are only written when
  # something is wrong, and queues that were idle for six hours report nothing: no data is good news.
  usual = {
    statistic           = "Sum"
    period              = 300
    evaluation_periods  = 1
    datapoints_to_alarm = 1
    comparison          = "GreaterThanOrEqualToThreshold"
    threshold           = 1
    missing             = "notBreaching"
  }

  # Every alarm on one metric, by the end of its name.
  metric_alarms = {
    for key, alarm in merge(
      local.queue_alarms,
      local.processor_alarms,
      local.stream_alarms,
      local.function_alarms,
      local.redrive_alarms,
      local.sweep_alarms,
    ) : key => merge(local.usual, alarm)
  }

  # And those on an expression.
  expression_alarms = merge(local.progress_alarms, local.quarantine_alarms)
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = local.metric_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.meaning} docs/runbooks/${each.value.runbook}.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  datapoints_to_alarm = each.value.datapoints_to_alarm
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [var.operators_topic_arn]
  ok_actions          = [var.operators_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "expression" {
  for_each = local.expression_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.meaning} docs/runbooks/${each.value.runbook}.md"
  evaluation_periods  = each.value.evaluation_periods
  datapoints_to_alarm = each.value.evaluation_periods
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.operators_topic_arn]
  ok_actions          = [var.operators_topic_arn]

  metric_query {
    id          = "watched"
    expression  = each.value.expression
    label       = each.value.label
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.statistic
        period      = each.value.period
      }
    }
  }
}

# The pipeline itself acts on these: they ring and end through the topic that dlq-redrive listens to, and differ in
# nothing from what the local stack makes. People are told once, when one rings.
resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  for_each = var.lanes

  alarm_name          = each.value.dead_letter_alarm_name
  alarm_description   = "Messages of the ${each.key} lane were given up for now; the redrive sends them back by itself. docs/runbooks/dead-letters.md"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = each.value.dead_letter_queue_name }
  statistic           = "Maximum"
  period              = var.dead_letter_alarm.period_seconds
  evaluation_periods  = var.dead_letter_alarm.evaluation_periods
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.dead_letter_alarm.threshold
  treat_missing_data  = var.dead_letter_alarm.treat_missing_data
  alarm_actions       = [var.alarms_topic_arn, var.operators_topic_arn]
  ok_actions          = [var.alarms_topic_arn]
}
