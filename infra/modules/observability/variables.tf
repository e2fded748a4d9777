variable "name" {
  description = "Prefix of every alarm's name and name of the dashboard, such as sluice-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,47}$", var.name))
    error_message = "The name begins with a lower-case letter and has 2 to 48 lower-case letters, digits and hyphens."
  }
}

variable "account_id" {
  description = "Account that the alarms are in; the dashboard names them by ARN."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account id has 12 digits."
  }
}

variable "region" {
  description = "Region of the alarms and of every metric on the dashboard."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "A region reads like eu-west-1."
  }
}

variable "partition" {
  description = "Partition of the alarms' ARNs."
  type        = string
  default     = "aws"
  nullable    = false

  validation {
    condition     = contains(["aws", "aws-cn", "aws-us-gov"], var.partition)
    error_message = "The partition is aws, aws-cn or aws-us-gov."
  }
}

variable "lanes" {
  description = "Queues by lane (files, rows), the name that the dead-letter alarm has, and the age in seconds of the oldest waiting message from which people are told."
  type = map(object({
    queue_name             = string
    dead_letter_queue_name = string
    dead_letter_alarm_name = string
    oldest_message_seconds = number
  }))
  nullable = false

  validation {
    condition     = length(var.lanes) > 0 && length(setsubtract(keys(var.lanes), ["files", "rows"])) == 0
    error_message = "The lanes are files and rows: the metrics of the apps name them so."
  }

  validation {
    condition     = alltrue([for lane in var.lanes : lane.oldest_message_seconds >= 60])
    error_message = "oldest_message_seconds is at least 60: the age is reported by the minute."
  }
}

variable "parked_queue_name" {
  description = "Queue that tells of what was parked; people are told when it holds anything."
  type        = string
  nullable    = false
}

variable "undelivered_queue_name" {
  description = "On-failure queue of the S3 notifications; people are told when it holds anything."
  type        = string
  nullable    = false
}

variable "stream" {
  description = "The stream: its name, how many hours it keeps records, and after how many seconds the mapping gives a record up (-1: only when the stream forgets it)."
  type = object({
    name                       = string
    retention_hours            = number
    maximum_record_age_seconds = number
  })
  nullable = false

  validation {
    condition     = var.stream.retention_hours >= 24 && var.stream.retention_hours <= 8760
    error_message = "A stream keeps records for 24 to 8760 hours."
  }

  validation {
    condition     = var.stream.maximum_record_age_seconds == -1 || (var.stream.maximum_record_age_seconds >= 60 && var.stream.maximum_record_age_seconds <= 604800)
    error_message = "maximum_record_age_seconds is -1, or 60 to 604800."
  }
}

variable "event_source_mapping_uuid" {
  description = "UUID of the mapping from the stream to kinesis-transform; its metrics_config must contain EventCount, or the alarms on records given up never ring."
  type        = string
  nullable    = false
}

variable "functions" {
  description = "Names of the Lambda functions."
  type = object({
    s3_trigger        = string
    kinesis_transform = string
    dlq_redrive       = string
  })
  nullable = false
}

variable "cluster_name" {
  description = "ECS cluster of the processor; Container Insights must be on, or the alarm tasks-missing rings for ever."
  type        = string
  nullable    = false
}

variable "service_name" {
  description = "ECS service of the processor."
  type        = string
  nullable    = false
}

variable "min_tasks" {
  description = "Tasks of the processor that always run; with 0 no alarm asks whether they do."
  type        = number
  nullable    = false

  validation {
    condition     = var.min_tasks >= 0 && floor(var.min_tasks) == var.min_tasks
    error_message = "min_tasks is a whole number, 0 or more."
  }
}

variable "workgroup_name" {
  description = "Redshift Serverless workgroup, whose compute is on the dashboard."
  type        = string
  nullable    = false
}

variable "redrive_schedule_seconds" {
  description = "How often the redrive is scheduled, in seconds; people are told when it has not run for three times as long. Null: it is not scheduled, and not missed."
  type        = number
  nullable    = true

  validation {
    condition     = var.redrive_schedule_seconds == null ? true : var.redrive_schedule_seconds >= 60 && var.redrive_schedule_seconds <= 201600
    error_message = "redrive_schedule_seconds is 60 to 201600: an alarm looks back over seven days at most, and this one over three runs."
  }
}

variable "sweep" {
  description = "The scheduled sweep: the log group that `sweep --json` writes to, its schedule in seconds (missed after twice as long), and the landing bucket that it names. Null: no sweep is scheduled."
  type = object({
    log_group_name      = string
    schedule_seconds    = number
    landing_bucket_name = string
  })
  default = null

  validation {
    condition     = var.sweep == null ? true : var.sweep.schedule_seconds >= 60 && var.sweep.schedule_seconds <= 302400
    error_message = "sweep.schedule_seconds is 60 to 302400: an alarm looks back over seven days at most, and this one over two runs."
  }
}

variable "datasets" {
  description = "Datasets whose share of quarantined records is watched, lane by lane. Others are on the dashboard only."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for dataset in var.datasets : can(regex("^[a-z][a-z0-9-]{0,62}$", dataset))])
    error_message = "A dataset's name begins with a lower-case letter and has up to 63 lower-case letters, digits and hyphens."
  }
}

variable "dead_letter_alarm" {
  description = "How the dead-letter alarms look at their queues: deadLetterAlarm of infra/topology.json."
  type = object({
    period_seconds     = number
    evaluation_periods = number
    threshold          = number
    treat_missing_data = string
  })
  nullable = false

  validation {
    condition     = var.dead_letter_alarm.period_seconds >= 60 && var.dead_letter_alarm.period_seconds % 60 == 0
    error_message = "period_seconds is a multiple of 60: SQS reports by the minute."
  }

  validation {
    condition     = var.dead_letter_alarm.evaluation_periods >= 1 && var.dead_letter_alarm.evaluation_periods * var.dead_letter_alarm.period_seconds <= 86400
    error_message = "evaluation_periods is at least 1, and together they last a day at most."
  }

  validation {
    condition     = var.dead_letter_alarm.threshold >= 1
    error_message = "threshold is at least 1: with less the alarm would ring for an empty queue."
  }

  validation {
    condition     = contains(["missing", "ignore", "breaching", "notBreaching"], var.dead_letter_alarm.treat_missing_data)
    error_message = "treat_missing_data is missing, ignore, breaching or notBreaching."
  }
}

variable "alarms_topic_arn" {
  description = "Topic that dlq-redrive listens to: the dead-letter alarms go there, when they ring and when they end."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.alarms_topic_arn))
    error_message = "alarms_topic_arn is the ARN of an SNS topic."
  }
}

variable "operators_topic_arn" {
  description = "Topic that people listen to: every alarm goes there."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.operators_topic_arn))
    error_message = "operators_topic_arn is the ARN of an SNS topic."
  }
}

variable "metric_namespace" {
  description = "CloudWatch namespace that the apps write their metrics to."
  type        = string
  default     = "Sluice"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._/#-]{1,255}$", var.metric_namespace)) && !startswith(var.metric_namespace, "AWS/")
    error_message = "A namespace has 1 to 255 letters, digits and . _ / # -, and does not begin with AWS/."
  }
}

variable "thresholds" {
  description = "From when people are told: seconds, minutes, percent or numbers within the time that the README's table names."
  type = object({
    halted_minutes        = optional(number, 3)
    no_progress_seconds   = optional(number, 2700)
    tasks_missing_minutes = optional(number, 15)
    postponed_messages    = optional(number, 10)
    lost_visibilities     = optional(number, 5)
    quarantined_percent   = optional(number, 10)
    iterator_age_seconds  = optional(number, 600)
    record_age_percent    = optional(number, 50)
    stream_unread_minutes = optional(number, 15)
    function_errors       = optional(number, 3)
    function_throttles    = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for value in values(var.thresholds) : value > 0])
    error_message = "Every threshold is above 0: with 0 an alarm would ring without a cause."
  }

  validation {
    condition     = var.thresholds.no_progress_seconds >= 900 && var.thresholds.no_progress_seconds <= 86400
    error_message = "no_progress_seconds is 900 to 86400: it is looked at by the quarter of an hour, for a day at most."
  }

  validation {
    condition     = var.thresholds.record_age_percent < 100 && var.thresholds.quarantined_percent <= 100
    error_message = "record_age_percent is below 100: at 100 records are given up already. quarantined_percent is 100 at most."
  }

  validation {
    condition     = alltrue([for minutes in [var.thresholds.halted_minutes, var.thresholds.tasks_missing_minutes, var.thresholds.stream_unread_minutes] : floor(minutes) == minutes && minutes <= 1440])
    error_message = "Minutes are whole, and 1440 at most."
  }
}
