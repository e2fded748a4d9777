locals {
  alarm_names = merge(
    { for key in keys(merge(local.metric_alarms, local.expression_alarms)) : key => "${var.name}-${key}" },
    { for lane, queue in var.lanes : "${lane}-dead-letters" => queue.dead_letter_alarm_name },
  )

  alarm_arns = {
    for key, name in local.alarm_names : key =>
    "arn:${var.partition}:cloudwatch:${var.region}:${var.account_id}:alarm:${name}"
  }
}
