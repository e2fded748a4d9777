variable "name" {
  description = "Name of the queue, at most 80 letters, digits, hyphens and underscores (76 with a dead-letter queue, which is called <name>-dlq)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name))
    error_message = "name has 1 to 80 letters, digits, hyphens and underscores; FIFO queues are not made here."
  }

  validation {
    condition     = var.dead_letter == null || length(var.name) <= 76
    error_message = "name has at most 76 characters when there is a dead-letter queue: it is called <name>-dlq, and SQS allows 80."
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

variable "kms_key_arn" {
  description = "ARN of the customer key that encrypts what the queue and its dead-letter queue hold; not an alias, and not a key of AWS's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "visibility_timeout_seconds" {
  description = "Seconds that a received message stays hidden, 0 to 43200; a consumer that has neither deleted nor extended it by then shares it with the next."
  type        = number
  nullable    = false

  validation {
    condition     = var.visibility_timeout_seconds >= 0 && var.visibility_timeout_seconds <= 43200 && floor(var.visibility_timeout_seconds) == var.visibility_timeout_seconds
    error_message = "visibility_timeout_seconds is a whole number from 0 to 43200 (12 hours)."
  }
}

variable "message_retention_seconds" {
  description = "Seconds that a message is kept, 60 to 1209600; what is still there then is deleted by SQS without a trace."
  type        = number
  nullable    = false

  validation {
    condition     = var.message_retention_seconds >= 60 && var.message_retention_seconds <= 1209600 && floor(var.message_retention_seconds) == var.message_retention_seconds
    error_message = "message_retention_seconds is a whole number from 60 to 1209600 (14 days)."
  }
}

variable "max_message_bytes" {
  description = "Largest message in bytes, body and attributes together, 1024 to 262144; a larger one is refused when it is sent."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_message_bytes >= 1024 && var.max_message_bytes <= 262144 && floor(var.max_message_bytes) == var.max_message_bytes
    error_message = "max_message_bytes is a whole number from 1024 to 262144: SQS takes 1048576, the AWS provider only from 6.8 on."
  }
}

variable "receive_wait_time_seconds" {
  description = "Seconds that a receive waits for a message unless it says otherwise, 0 to 20; 0 is short polling, which asks only some of the servers."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.receive_wait_time_seconds >= 0 && var.receive_wait_time_seconds <= 20 && floor(var.receive_wait_time_seconds) == var.receive_wait_time_seconds
    error_message = "receive_wait_time_seconds is a whole number from 0 to 20."
  }
}

variable "data_key_reuse_seconds" {
  description = "Seconds that SQS uses a data key before it asks KMS for another, 60 to 86400; shorter costs more KMS requests."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.data_key_reuse_seconds >= 60 && var.data_key_reuse_seconds <= 86400 && floor(var.data_key_reuse_seconds) == var.data_key_reuse_seconds
    error_message = "data_key_reuse_seconds is a whole number from 60 to 86400 (24 hours)."
  }
}

variable "dead_letter" {
  description = "Makes a dead-letter queue: after max_receive_count receives (1 to 1000) a message moves there and is kept for message_retention_seconds (longer than here, at most 1209600) from when it was first sent; null makes none."
  type = object({
    max_receive_count         = number
    message_retention_seconds = number
  })
  default = null

  validation {
    condition     = try(var.dead_letter.max_receive_count >= 1 && var.dead_letter.max_receive_count <= 1000 && floor(var.dead_letter.max_receive_count) == var.dead_letter.max_receive_count, var.dead_letter == null)
    error_message = "dead_letter.max_receive_count is a whole number from 1 to 1000."
  }

  validation {
    condition     = try(var.dead_letter.message_retention_seconds <= 1209600 && floor(var.dead_letter.message_retention_seconds) == var.dead_letter.message_retention_seconds, var.dead_letter == null)
    error_message = "dead_letter.message_retention_seconds is a whole number, at most 1209600 (14 days)."
  }

  validation {
    condition     = try(var.dead_letter.message_retention_seconds > var.message_retention_seconds, var.dead_letter == null)
    error_message = "dead_letter.message_retention_seconds is longer than message_retention_seconds: SQS counts it from when the message was first sent, so an equal one may expire as it arrives."
  }
}
