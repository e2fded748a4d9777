variable "name" {
  description = "Name of the function and of its role, at most 64 letters, digits, hyphens and underscores; the log group is /aws/lambda/<name>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name has 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "description" {
  description = "What the function does, in a line of at most 256 characters."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.description) >= 1 && length(var.description) <= 256
    error_message = "description has 1 to 256 characters."
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

variable "artifact" {
  description = "The function's zip: either `path` on the machine that plans (changed bytes are deployed), or `bucket` and `key` (a changed key is deployed; changed bytes under one key are not)."
  type = object({
    path   = optional(string)
    bucket = optional(string)
    key    = optional(string)
  })
  nullable = false

  validation {
    condition     = var.artifact.path != null ? var.artifact.bucket == null && var.artifact.key == null : var.artifact.bucket != null && var.artifact.key != null
    error_message = "artifact has either a path, or a bucket and a key."
  }

  validation {
    condition     = var.artifact.path == null || try(fileexists(var.artifact.path), false)
    error_message = "artifact.path is a file that exists: build the zip before the plan."
  }
}

variable "handler" {
  description = "Module and export that Lambda calls, as `module.export`."
  type        = string
  default     = "handler.handler"
  nullable    = false

  validation {
    condition     = can(regex("^[\\w./-]+\\.\\w+$", var.handler))
    error_message = "handler is `module.export`, such as handler.handler."
  }
}

variable "runtime" {
  description = "Lambda's Node.js runtime; nodejs22.x is the newest that the oldest provider allowed here knows."
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = can(regex("^nodejs[0-9]{2}\\.x$", var.runtime))
    error_message = "runtime is a Node.js runtime, such as nodejs22.x."
  }
}

variable "architecture" {
  description = "Instruction set: arm64 (cheaper a GB-second) or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is arm64 or x86_64."
  }
}

variable "memory_megabytes" {
  description = "Memory in MB, 128 to 10240; CPU grows with it. A run that needs more is killed and counts as failed."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_megabytes >= 128 && var.memory_megabytes <= 10240 && floor(var.memory_megabytes) == var.memory_megabytes
    error_message = "memory_megabytes is a whole number from 128 to 10240."
  }
}

variable "timeout_seconds" {
  description = "Seconds that a run may take, 1 to 900; a longer one is cut off and counts as failed."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds is a whole number from 1 to 900."
  }
}

variable "environment" {
  description = "Environment variables, by name; no secrets: whoever may describe the function reads them."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "policies" {
  description = "What the role may do beside writing its logs: inline policies as JSON, by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.policies) : can(regex("^[\\w+=,.@-]{1,128}$", name)) && !contains(["write-logs", "write-traces"], name)])
    error_message = "A policy's name has 1 to 128 letters, digits and _+=,.@-, and is not one of the module's own (write-logs, write-traces)."
  }
}

variable "reserved_concurrency" {
  description = "Runs at a time: at most so many, and kept free in the account's quota; more are throttled (asynchronous ones wait). 0 stops the function; null shares the account's quota."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null || try(var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency, false)
    error_message = "reserved_concurrency is a whole number from 0, or null."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; CloudWatch Logs deletes older ones."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is a retention that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 … 3653 days."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer key that encrypts the logs; its policy must let CloudWatch Logs use it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "async" {
  description = "What becomes of an asynchronous invocation that fails: further attempts (0 to 2), the age in seconds at which none is made (60 to 21600), and the queue, topic, function or bus that then gets the event. Null leaves Lambda's own: two retries, six hours, then the event is gone."
  type = object({
    max_retry_attempts    = number
    max_event_age_seconds = number
    on_failure_arn        = string
  })
  default = null

  validation {
    condition     = try(contains([0, 1, 2], var.async.max_retry_attempts), var.async == null)
    error_message = "async.max_retry_attempts is 0, 1 or 2."
  }

  validation {
    condition     = try(var.async.max_event_age_seconds >= 60 && var.async.max_event_age_seconds <= 21600 && floor(var.async.max_event_age_seconds) == var.async.max_event_age_seconds, var.async == null)
    error_message = "async.max_event_age_seconds is a whole number from 60 to 21600 (six hours)."
  }

  validation {
    condition     = var.async == null || try(startswith(var.async.on_failure_arn, "arn:"), false)
    error_message = "async.on_failure_arn is the ARN of what gets the events that failed."
  }
}

variable "invokers" {
  description = "Services that may invoke the function, by statement id: service principal, ARN of the resource that invokes, and whether the invocation must also name this account (a bucket's ARN names none)."
  type = map(object({
    service      = string
    source_arn   = string
    bind_account = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id, invoker in var.invokers : can(regex("^[A-Za-z0-9_-]{1,100}$", id)) && can(regex("^[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?$", invoker.service)) && startswith(invoker.source_arn, "arn:")])
    error_message = "An invoker has a statement id of letters, digits, hyphens and underscores, a service principal such as s3.amazonaws.com, and the ARN of the resource that invokes."
  }
}

variable "tracing" {
  description = "X-Ray traces of sampled runs, and the grant to send them; without it only what arrives sampled is passed on."
  type        = bool
  default     = true
  nullable    = false
}
