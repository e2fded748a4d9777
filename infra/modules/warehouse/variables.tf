variable "name" {
  description = "Name of the workgroup and of its namespace; the role of COPY is called <name>-copy."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]{3,59}$", var.name))
    error_message = "name has 3 to 59 lower-case letters, digits and hyphens: Redshift allows 64, and so does IAM, <name>-copy included."
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

variable "database" {
  description = "Name of the database that is made with the namespace; another name makes another namespace, without the data."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,63}$", var.database))
    error_message = "database has 1 to 64 lower-case letters, digits and underscores and begins with a letter."
  }
}

variable "base_capacity" {
  description = "RPUs that a query gets at once, 4, or 8 to 512 in steps of 8; more make a load faster and each second of it dearer, and they are billed only while something runs, at least 60 seconds each time."
  type        = number
  default     = 8
  nullable    = false

  validation {
    condition     = var.base_capacity == 4 || (var.base_capacity >= 8 && var.base_capacity <= 512 && var.base_capacity % 8 == 0)
    error_message = "base_capacity is 4 (where the region has it), or 8 to 512 in steps of 8."
  }
}

variable "max_capacity" {
  description = "RPUs that scaling may go up to, at least the base capacity, in steps of 8; queries that want more wait, and AWS refuses more than the region offers."
  type        = number
  default     = 64
  nullable    = false

  validation {
    condition     = var.max_capacity >= 8 && var.max_capacity % 8 == 0
    error_message = "max_capacity is at least 8, in steps of 8."
  }

  validation {
    condition     = var.max_capacity >= var.base_capacity
    error_message = "max_capacity is no less than base_capacity."
  }
}

variable "usage_limits" {
  description = "Limits by a name of one's own: usage_type serverless-compute (RPU-hours) or cross-region-datasharing (TB), period daily, weekly or monthly, amount, and what happens beyond it: log, emit-metric or deactivate, which turns queries off, loads among them, until the period ends."
  type = map(object({
    usage_type    = optional(string, "serverless-compute")
    period        = string
    amount        = number
    breach_action = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for limit in values(var.usage_limits) : contains(["serverless-compute", "cross-region-datasharing"], limit.usage_type)])
    error_message = "A usage limit's usage_type is serverless-compute or cross-region-datasharing."
  }

  validation {
    condition     = alltrue([for limit in values(var.usage_limits) : contains(["daily", "weekly", "monthly"], limit.period)])
    error_message = "A usage limit's period is daily, weekly or monthly."
  }

  validation {
    condition     = alltrue([for limit in values(var.usage_limits) : limit.amount >= 1 && floor(limit.amount) == limit.amount])
    error_message = "A usage limit's amount is a whole number, at least 1."
  }

  validation {
    condition     = alltrue([for limit in values(var.usage_limits) : contains(["log", "emit-metric", "deactivate"], limit.breach_action)])
    error_message = "A usage limit's breach_action is log, emit-metric or deactivate."
  }
}

variable "subnet_ids" {
  description = "Subnets of the workgroup, at least three in three availability zones, with a way to S3; one without free addresses keeps the warehouse from scaling."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 3
    error_message = "subnet_ids names at least three subnets: enhanced VPC routing wants three availability zones."
  }
}

variable "security_group_ids" {
  description = "Security groups of the workgroup; they must let HTTPS out to S3, and nothing in."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.security_group_ids) >= 1
    error_message = "security_group_ids names at least one security group: without, Redshift takes the VPC's default group."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer key that encrypts the data, the administrator's password and the exported logs, and that the staged files are encrypted with; another key means moving all data."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "staging_bucket_arn" {
  description = "ARN of the bucket that loads are staged in; COPY reads loads/* of it, and nothing else."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.staging_bucket_arn))
    error_message = "staging_bucket_arn is the ARN of a bucket (arn:aws:s3:::<bucket>), without a key or a wildcard."
  }
}

variable "log_exports" {
  description = "Logs that Redshift writes to CloudWatch: connectionlog, userlog, and useractivitylog, which holds the text of every statement."
  type        = set(string)
  default     = ["connectionlog", "userlog"]
  nullable    = false

  validation {
    condition     = alltrue([for log in var.log_exports : contains(["connectionlog", "useractivitylog", "userlog"], log)])
    error_message = "log_exports are of connectionlog, userlog and useractivitylog."
  }
}

variable "log_retention_days" {
  description = "Days that exported logs are kept; older ones are deleted."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is one of the days that CloudWatch Logs offers, such as 7, 14, 30, 60, 90, 180 or 365."
  }
}
