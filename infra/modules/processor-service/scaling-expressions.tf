# The three questions that scaling asks, as CloudWatch metric maths. What they rely on:
#
# - An arithmetic operator takes a missing value for 0 while the other side has one, and drops a division by 0. A comparison
#   of two series takes a missing value for 0.
# - FILL(m, REPEAT) carries the last value on. FILL(m, 0) would be wrong for what an alarm should notice: while a metric is
#   published late, its newest minute is always missing, so always 0, and the alarm never fires.
#   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
# - SQS reports what is visible for six hours after anybody used the queue, and begins again up to 15 minutes late; what is
#   hidden only while there is any. While a task runs, every queue is asked for messages, so reported.
#   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
# - Application Auto Scaling starts from the number of running tasks, not from the desired one. It multiplies it by value /
#   target, so that dividing by the running tasks gives waiting / backlog_per_task tasks, and tasks that are still starting
#   are not asked for twice.
#   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
locals {
  queues = { for index, name in var.queue_names : index => name }

  visible_metrics = { for index, name in local.queues : "visible_${index}" => {
    metric_name = "ApproximateNumberOfMessagesVisible", namespace = "AWS/SQS", dimensions = { QueueName = name }
  } }
  hidden_metrics = { for index, name in local.queues : "hidden_${index}" => {
    metric_name = "ApproximateNumberOfMessagesNotVisible", namespace = "AWS/SQS", dimensions = { QueueName = name }
  } }
  running_metric = { running = {
    metric_name = "RunningTaskCount", namespace = "ECS/ContainerInsights", dimensions = { ClusterName = var.cluster_name, ServiceName = var.name }
  } }

  waiting = join(" + ", [for id in keys(local.visible_metrics) : "FILL(${id}, REPEAT)"])

  # How much each task has before it. Has no value while no task runs: nothing is multiplied there.
  backlog_per_task = {
    expression = "(${local.waiting}) / running"
    metrics    = merge(local.visible_metrics, local.running_metric)
  }

  # What waits while no task runs, else 0. Whether Container Insights reports 0 or nothing then, both are below 1.
  waiting_without_task = {
    expression = "IF(FILL(running, REPEAT) < TIME_SERIES(1), ${local.waiting}, 0)"
    metrics    = merge(local.visible_metrics, local.running_metric)
  }

  # What waits, is worked on, or backs off. Nothing is filled: a minute without data is no empty minute, and the last
  # hidden message would be repeated though it is gone.
  unfinished = {
    expression = join(" + ", concat(keys(local.visible_metrics), keys(local.hidden_metrics)))
    metrics    = merge(local.visible_metrics, local.hidden_metrics)
  }

  # Empty for as long as the cooldown, in periods of the alarm.
  idle_periods = max(1, ceil(var.scaling.scale_in_cooldown_seconds / var.scaling.period_seconds))
}
