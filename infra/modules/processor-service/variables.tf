variable "name" {
  description = "Name of the service, at most 200 letters, digits, hyphens and underscores; its alarms are <name>-idle and <name>-waits-for-task."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,200}$", var.name))
    error_message = "name has 1 to 200 letters, digits, hyphens and underscores."
  }
}

variable "cluster_name" {
  description = "Name of the cluster that is made for it, at most 200 letters, digits, hyphens and underscores."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,200}$", var.cluster_name))
    error_message = "cluster_name has 1 to 200 letters, digits, hyphens and underscores."
  }
}

variable "task_definition_arn" {
  description = "ARN of the task definition, its revision included: another one is deployed."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets, 1 to 16; tasks have no public address and spread over their availability zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1 && length(var.subnet_ids) <= 16
    error_message = "subnet_ids names 1 to 16 subnets."
  }
}

variable "security_group_ids" {
  description = "Security groups of the tasks, 1 to 5; nothing needs to reach them."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.security_group_ids) >= 1 && length(var.security_group_ids) <= 5
    error_message = "security_group_ids names 1 to 5 security groups."
  }
}

variable "capacity" {
  description = "Where tasks run: so many on demand first, the rest in the ratio of the weights. A weight of 0 places none; Spot is cheaper and taken away with two minutes' notice."
  type = object({
    on_demand_base   = optional(number, 1)
    on_demand_weight = optional(number, 1)
    spot_weight      = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.capacity.on_demand_base >= 0 && var.capacity.on_demand_base <= 100000 && floor(var.capacity.on_demand_base) == var.capacity.on_demand_base
    error_message = "capacity.on_demand_base is a whole number from 0 to 100000."
  }

  validation {
    condition     = alltrue([for weight in [var.capacity.on_demand_weight, var.capacity.spot_weight] : weight >= 0 && weight <= 1000 && floor(weight) == weight]) && var.capacity.on_demand_weight + var.capacity.spot_weight > 0
    error_message = "capacity's weights are whole numbers from 0 to 1000, and not both 0: ECS could place no task beyond the base."
  }
}

variable "scaling" {
  description = "How many tasks run: bounds, waiting messages that one task is enough for, period of the module's alarms (target tracking looks once a minute), and seconds that nothing more happens after tasks were added, or taken away (for as long the queues must also have been empty before)."
  type = object({
    min_tasks                  = number
    max_tasks                  = number
    backlog_per_task           = number
    period_seconds             = number
    scale_out_cooldown_seconds = number
    scale_in_cooldown_seconds  = number
  })
  nullable = false

  validation {
    condition     = var.scaling.min_tasks >= 0 && var.scaling.max_tasks >= 1 && var.scaling.max_tasks >= var.scaling.min_tasks && floor(var.scaling.min_tasks) == var.scaling.min_tasks && floor(var.scaling.max_tasks) == var.scaling.max_tasks
    error_message = "scaling.min_tasks and max_tasks are whole numbers, at least 0 and 1, the larger one last."
  }

  validation {
    condition     = var.scaling.backlog_per_task > 0
    error_message = "scaling.backlog_per_task is more than 0."
  }

  validation {
    condition     = var.scaling.period_seconds >= 60 && var.scaling.period_seconds % 60 == 0
    error_message = "scaling.period_seconds is a multiple of 60: SQS reports its metrics once a minute."
  }

  validation {
    condition     = alltrue([for seconds in [var.scaling.scale_out_cooldown_seconds, var.scaling.scale_in_cooldown_seconds] : seconds >= 0 && floor(seconds) == seconds])
    error_message = "scaling's cooldowns are whole seconds from 0."
  }

  validation {
    condition     = ceil(var.scaling.scale_in_cooldown_seconds / var.scaling.period_seconds) * var.scaling.period_seconds <= 86400
    error_message = "scaling.scale_in_cooldown_seconds is at most 86400 in whole periods: an alarm with periods of minutes looks back a day at most."
  }
}

variable "queue_names" {
  description = "Queues whose messages the tasks work on, 1 to 5; their messages count together."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.queue_names) >= 1 && length(var.queue_names) <= 5 && length(distinct(var.queue_names)) == length(var.queue_names)
    error_message = "queue_names names 1 to 5 different queues: two metrics of each, and an alarm takes ten."
  }
}

variable "container_insights" {
  description = "CloudWatch Container Insights of the cluster, billed as custom metrics: `enabled`, or `enhanced` (more of them, by task and container). Not `disabled`: scaling divides by its count of running tasks."
  type        = string
  default     = "enabled"
  nullable    = false

  validation {
    condition     = contains(["enabled", "enhanced"], var.container_insights)
    error_message = "container_insights is enabled or enhanced: without it nothing says how many tasks run, and the service would never scale out."
  }
}

variable "insights_retention_days" {
  description = "Days that the records are kept which Container Insights takes its metrics from; the metrics themselves stay."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.insights_retention_days)
    error_message = "insights_retention_days is a retention that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 … 3653 days."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer key that encrypts Container Insights' records; its policy must let CloudWatch Logs use it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "ephemeral_storage_kms_key_arn" {
  description = "ARN of the customer key that encrypts the tasks' disks; its policy must let fargate.amazonaws.com use it for this cluster, or no task starts. Null is a key of AWS's own."
  type        = string
  default     = null

  validation {
    condition     = var.ephemeral_storage_kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.ephemeral_storage_kms_key_arn))
    error_message = "ephemeral_storage_kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias, or null."
  }
}
