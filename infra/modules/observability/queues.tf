locals {
  no_progress_period_seconds = 900

  queue_alarms = merge(
    {
      for lane, queue in var.lanes : "${lane}-oldest-message" => {
        meaning            = "The oldest message of the ${lane} lane has waited for ${queue.oldest_message_seconds} s or longer."
        runbook            = "stuck-queue"
        namespace          = "AWS/SQS"
        metric             = "ApproximateAgeOfOldestMessage"
        dimensions         = { QueueName = queue.queue_name }
        statistic          = "Maximum"
        evaluation_periods = 2
        # A data point that comes late must not end and ring it again.
        datapoints_to_alarm = 2
        threshold           = queue.oldest_message_seconds
      }
    },
    {
      "parked-not-empty" = {
        meaning    = "Something cannot succeed without a person: it is parked with its reason."
        runbook    = "parked"
        namespace  = "AWS/SQS"
        metric     = "ApproximateNumberOfMessagesVisible"
        dimensions = { QueueName = var.parked_queue_name }
        statistic  = "Maximum"
      }
      "undelivered-not-empty" = {
        meaning    = "Lambda gave up notifications of landed objects: those objects are not announced."
        runbook    = "undelivered"
        namespace  = "AWS/SQS"
        metric     = "ApproximateNumberOfMessagesVisible"
        dimensions = { QueueName = var.undelivered_queue_name }
        statistic  = "Maximum"
      }
    },
  )

  # Something waited all the time and nothing was deleted. The age of the oldest message cannot say it: it leaves out
  # what was received three times. Longer than any load may take, or a single long one would ring.
  progress_alarms = {
    for lane, queue in var.lanes : "${lane}-no-progress" => {
      meaning            = "Messages of the ${lane} lane wait, and none was finished for ${var.thresholds.no_progress_seconds} s."
      runbook            = "stuck-queue"
      label              = "waiting, and none finished"
      expression         = "IF((waiting > 0) AND (finished < 1), 1, 0)"
      period             = local.no_progress_period_seconds
      evaluation_periods = ceil(var.thresholds.no_progress_seconds / local.no_progress_period_seconds)
      threshold          = 1
      metrics = {
        waiting = {
          namespace  = "AWS/SQS"
          metric     = "ApproximateNumberOfMessagesVisible"
          dimensions = { QueueName = queue.queue_name }
          statistic  = "Minimum"
        }
        finished = {
          namespace  = "AWS/SQS"
          metric     = "NumberOfMessagesDeleted"
          dimensions = { QueueName = queue.queue_name }
          statistic  = "Sum"
        }
      }
    }
  }
}
