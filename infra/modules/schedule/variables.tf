variable "name" {
  description = "Name of the schedule, at most 55 letters, digits, hyphens and underscores; its role is <name>-schedule."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,55}$", var.name))
    error_message = "name has 1 to 55 letters, digits, hyphens and underscores: IAM allows 64 for the role <name>-schedule."
  }
}

variable "description" {
  description = "What it runs, in a line of at most 512 characters."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.description) >= 1 && length(var.description) <= 512
    error_message = "description has 1 to 512 characters."
  }
}

variable "account_id" {
  description = "Twelve-digit id of the account that everything is made in; names and account give the ARNs that policies carry."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id is twelve digits."
  }
}

variable "region" {
  description = "Region that everything is made in, e.g. eu-west-1; the provider's own region must be the same."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "region is the code of a region, such as eu-west-1."
  }
}

variable "partition" {
  description = "Partition of the account, the second part of its ARNs: aws, aws-cn or aws-us-gov."
  type        = string
  default     = "aws"
  nullable    = false

  validation {
    condition     = can(regex("^aws(-[a-z]+)*$", var.partition))
    error_message = "partition is aws, or begins with aws-."
  }
}

variable "schedule_expression" {
  description = "When it runs: `rate(15 minutes)`, or `cron(…)` and `at(…)` in UTC."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^rate\\([1-9][0-9]* (minute|hour|day)s?\\)$|^cron\\(\\S+( \\S+){5}\\)$|^at\\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\)$", var.schedule_expression))
    error_message = "schedule_expression is rate(<whole number> minutes|hours|days), cron(<six fields>) or at(<yyyy-mm-ddThh:mm:ss>)."
  }
}

variable "enabled" {
  description = "Whether it runs; false keeps the schedule and runs nothing."
  type        = bool
  default     = true
  nullable    = false
}

variable "input" {
  description = "JSON that the target gets: a function's event, or a task's overrides (`{\"containerOverrides\": […]}`). Null is EventBridge Scheduler's own event for a function, no overrides for a task."
  type        = string
  default     = null

  validation {
    condition     = var.input == null || can(jsondecode(var.input))
    error_message = "input is JSON, or null."
  }
}

variable "lambda_arn" {
  description = "ARN of the function to invoke; null when it is a task that runs."
  type        = string
  default     = null

  validation {
    condition     = (var.lambda_arn == null) != (var.ecs_task == null)
    error_message = "Exactly one of lambda_arn and ecs_task says what runs."
  }
}

variable "ecs_task" {
  description = "Fargate task to run, one at a time it fires: cluster, family and newest revision of the task definition, where it runs (without a public address), and the roles of the task definition, which ECS is given. Null when it is a function that runs."
  type = object({
    cluster_name        = string
    family              = string
    task_definition_arn = string
    subnet_ids          = list(string)
    security_group_ids  = list(string)
    pass_role_arns      = list(string)
  })
  default = null

  validation {
    condition     = var.ecs_task == null || try(length(var.ecs_task.subnet_ids) >= 1 && length(var.ecs_task.subnet_ids) <= 16 && length(var.ecs_task.security_group_ids) >= 1 && length(var.ecs_task.security_group_ids) <= 5 && length(var.ecs_task.pass_role_arns) >= 1, false)
    error_message = "ecs_task has 1 to 16 subnets, 1 to 5 security groups and at least one role."
  }
}

variable "retry" {
  description = "What becomes of a run that could not be started: further attempts (0 to 185), and the age in seconds at which none is made (60 to 86400). A run that started and failed is not one."
  type = object({
    max_attempts    = number
    max_age_seconds = number
  })
  nullable = false

  validation {
    condition     = var.retry.max_attempts >= 0 && var.retry.max_attempts <= 185 && floor(var.retry.max_attempts) == var.retry.max_attempts
    error_message = "retry.max_attempts is a whole number from 0 to 185."
  }

  validation {
    condition     = var.retry.max_age_seconds >= 60 && var.retry.max_age_seconds <= 86400 && floor(var.retry.max_age_seconds) == var.retry.max_age_seconds
    error_message = "retry.max_age_seconds is a whole number from 60 to 86400 (a day)."
  }
}
