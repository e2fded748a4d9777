variable "name" {
  description = "Name of the key's alias, without alias/: at most 250 letters, digits, hyphens, underscores and slashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_-]{1,250}$", var.name)) && !startswith(var.name, "aws/")
    error_message = "name has 1 to 250 letters, digits, hyphens, underscores and slashes, and does not begin with aws/, which AWS keeps for its own keys."
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

variable "deletion_window_days" {
  description = "Days, 7 to 30, between destroying the key and its end, in which it can still be brought back; what it encrypted is lost with it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30 && floor(var.deletion_window_days) == var.deletion_window_days
    error_message = "deletion_window_days is a whole number from 7 to 30."
  }
}

variable "log_group_name_prefixes" {
  description = "Beginnings of the names of the log groups that CloudWatch Logs may encrypt with the key, e.g. /aws/lambda/sluice-dev-; none, and it may encrypt no log group."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for prefix in var.log_group_name_prefixes : can(regex("^[A-Za-z0-9_/.#-]{1,512}$", prefix))])
    error_message = "log_group_name_prefixes have letters, digits and _ / . # - only: no wildcards, which are added here."
  }
}

variable "fargate_cluster_names" {
  description = "Names of the ECS clusters whose Fargate tasks may encrypt their ephemeral storage with the key; none, and none may."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.fargate_cluster_names : can(regex("^[A-Za-z0-9_-]{1,255}$", name))])
    error_message = "fargate_cluster_names have 1 to 255 letters, digits, hyphens and underscores."
  }
}
