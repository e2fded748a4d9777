# These alarms make the service grow and shrink; they tell nobody. ALARM is an ordinary state of both.
locals {
  may_be_none = var.scaling.min_tasks == 0

  alarm_names = merge(
    { idle = "${var.name}-idle" },
    local.may_be_none ? { waits_for_task = "${var.name}-waits-for-task" } : {},
  )
}

resource "aws_cloudwatch_metric_alarm" "waits_for_task" {
  count = local.may_be_none ? 1 : 0

  alarm_name          = local.alarm_names.waits_for_task
  alarm_description   = "Messages wait and no task runs: the first one is started."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  alarm_actions       = [aws_appautoscaling_policy.first_task[0].arn]

  # No queue is reported: nobody sent anything.
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "waiting_without_task"
    label       = "Waiting messages while no task runs"
    expression  = local.waiting_without_task.expression
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.waiting_without_task.metrics

    content {
      id = metric_query.key

      metric {
        metric_name = metric_query.value.metric_name
        namespace   = metric_query.value.namespace
        dimensions  = metric_query.value.dimensions
        period      = var.scaling.period_seconds
        stat        = "Maximum"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "idle" {
  alarm_name          = local.alarm_names.idle
  alarm_description   = "Nothing waits and nothing is worked on: the service shrinks to its least."
  comparison_operator = "LessThanOrEqualToThreshold"
  threshold           = 0
  evaluation_periods  = local.idle_periods
  datapoints_to_alarm = local.idle_periods
  alarm_actions       = [aws_appautoscaling_policy.idle.arn]

  # For want of data nothing is taken away: while tasks run, the queues are reported.
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "unfinished"
    label       = "Messages that wait, are worked on or back off"
    expression  = local.unfinished.expression
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.unfinished.metrics

    content {
      id = metric_query.key

      metric {
        metric_name = metric_query.value.metric_name
        namespace   = metric_query.value.namespace
        dimensions  = metric_query.value.dimensions
        period      = var.scaling.period_seconds
        stat        = "Maximum"
      }
    }
  }
}
