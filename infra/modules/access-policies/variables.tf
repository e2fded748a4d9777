variable "name" {
  description = "Beginning of the policies' names, <name>-producer and <name>-operator."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,119}$", var.name))
    error_message = "name has 1 to 119 letters, digits and +=,.@_-: IAM allows 128, -producer included."
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

variable "landing_bucket" {
  description = "Name of the bucket that files land in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.landing_bucket))
    error_message = "landing_bucket is the name of a bucket, not its ARN."
  }
}

variable "staging_bucket" {
  description = "Name of the bucket that claims and loads are staged in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.staging_bucket))
    error_message = "staging_bucket is the name of a bucket, not its ARN."
  }
}

variable "quarantine_bucket" {
  description = "Name of the bucket that bad records, attempts, parked messages and given-up batches are in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.quarantine_bucket))
    error_message = "quarantine_bucket is the name of a bucket, not its ARN."
  }
}

variable "stream_name" {
  description = "Name of the Kinesis stream that records are put on."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,128}$", var.stream_name))
    error_message = "stream_name is the name of a stream, not its ARN."
  }
}

variable "queue_names" {
  description = "Names of the queues: the two lanes, their dead-letter queues, parked, and undelivered (notifications that no function took)."
  type = object({
    files       = string
    filesDlq    = string
    rows        = string
    rowsDlq     = string
    parked      = string
    undelivered = string
  })
  nullable = false

  validation {
    condition     = alltrue([for name in values(var.queue_names) : can(regex("^[A-Za-z0-9_-]{1,80}$", name))]) && length(distinct(values(var.queue_names))) == 6
    error_message = "queue_names are six different names of standard queues, not ARNs or URLs."
  }
}

variable "cluster_name" {
  description = "Name of the ECS cluster that the processor runs in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.cluster_name))
    error_message = "cluster_name is the name of a cluster, not its ARN."
  }
}

variable "service_name" {
  description = "Name of the processor's ECS service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.service_name))
    error_message = "service_name is the name of a service, not its ARN."
  }
}

variable "workgroup_arn" {
  description = "ARN of the Redshift Serverless workgroup that is loaded."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:redshift-serverless:[a-z0-9-]+:[0-9]{12}:workgroup/[^*]+$", var.workgroup_arn))
    error_message = "workgroup_arn is the ARN of one workgroup (arn:aws:redshift-serverless:<region>:<account>:workgroup/<id>)."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer key that buckets, queues and the stream are encrypted with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}
