variable "name" {
  description = "Name of the stream: at most 128 letters, digits, hyphens, underscores and dots."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,128}$", var.name))
    error_message = "name has 1 to 128 letters, digits, hyphens, underscores and dots."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer key that encrypts what the records are kept with; producers and consumers need it too; not an alias, and not a key of AWS's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "mode" {
  description = "PROVISIONED takes 1 MB or 1000 records a second for each of shard_count, and refuses more; ON_DEMAND grows by itself and is billed by volume."
  type        = string
  default     = "PROVISIONED"
  nullable    = false

  validation {
    condition     = contains(["PROVISIONED", "ON_DEMAND"], var.mode)
    error_message = "mode is PROVISIONED or ON_DEMAND."
  }
}

variable "shard_count" {
  description = "Number of shards of a PROVISIONED stream; null for ON_DEMAND. An account has a quota of shards in each region."
  type        = number
  default     = null

  validation {
    condition     = var.mode != "PROVISIONED" || try(var.shard_count >= 1 && floor(var.shard_count) == var.shard_count, false)
    error_message = "shard_count is a whole number from 1 on when mode is PROVISIONED."
  }

  validation {
    condition     = var.mode != "ON_DEMAND" || var.shard_count == null
    error_message = "shard_count is null when mode is ON_DEMAND: Kinesis decides."
  }
}

variable "retention_hours" {
  description = "Hours that a record can be read and replayed, 24 to 8760; then it is gone, read or not. What exceeds 24 is billed."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_hours >= 24 && var.retention_hours <= 8760 && floor(var.retention_hours) == var.retention_hours
    error_message = "retention_hours is a whole number from 24 (a day) to 8760 (365 days)."
  }
}

variable "max_record_bytes" {
  description = "Largest record in bytes: 1048576, which every stream begins with; a larger one is refused when it is put."
  type        = number
  default     = 1048576
  nullable    = false

  validation {
    condition     = var.max_record_bytes == 1048576
    error_message = "max_record_bytes is 1048576: the AWS provider sets another only from 6.20 on. Where it is needed: aws kinesis update-max-record-size --stream-arn <arn> --max-record-size-in-ki-b <1024 to 10240> once the stream stands."
  }
}

variable "shard_level_metrics" {
  description = "Metrics that Kinesis also reports for each shard, every one billed as a custom metric; what is reported for the whole stream is free and stays."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = length(setsubtract(var.shard_level_metrics, [
      "IncomingBytes", "IncomingRecords", "OutgoingBytes", "OutgoingRecords",
      "ReadProvisionedThroughputExceeded", "WriteProvisionedThroughputExceeded", "IteratorAgeMilliseconds",
    ])) == 0
    error_message = "shard_level_metrics are among IncomingBytes, IncomingRecords, OutgoingBytes, OutgoingRecords, ReadProvisionedThroughputExceeded, WriteProvisionedThroughputExceeded and IteratorAgeMilliseconds."
  }
}
