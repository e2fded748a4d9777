variable "name" {
  description = "Family of the task definition and name of its container, at most 54 letters, digits, hyphens and underscores; the roles are <name>-task and <name>-execution, the log group is /sluice/<name>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,54}$", var.name))
    error_message = "name has 1 to 54 letters, digits, hyphens and underscores: IAM allows 64 for the role <name>-execution."
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

variable "image" {
  description = "Image with tag or digest; ECS resolves a tag to its digest once for each deployment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s:]+(:[0-9]+)?[^\\s:]*(:[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image ends with a tag other than latest, or with a digest: what runs must be what was reviewed."
  }
}

variable "repository_arn" {
  description = "ARN of the ECR repository that the image is in: the only one that the execution role may pull from. Null for an image that anybody may pull."
  type        = string
  default     = null

  validation {
    condition     = var.repository_arn == null || can(regex("^arn:aws[a-z-]*:ecr:[a-z0-9-]+:[0-9]{12}:repository/.+$", var.repository_arn))
    error_message = "repository_arn is the ARN of an ECR repository."
  }
}

variable "cpu" {
  description = "CPU units of the task, 1024 a vCPU: 256, 512, 1024, 2048, 4096, 8192 or 16384."
  type        = number
  nullable    = false

  validation {
    condition     = contains(keys(local.memory_sizes), tostring(var.cpu))
    error_message = "cpu is 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "memory_megabytes" {
  description = "Memory of the task in MiB, of the sizes that Fargate has for its cpu; a task that needs more is killed, and its messages come again."
  type        = number
  nullable    = false

  validation {
    condition     = contains(lookup(local.memory_sizes, tostring(var.cpu), []), var.memory_megabytes)
    error_message = "memory_megabytes must fit cpu: ${join(", ", [for cpu, sizes in local.memory_sizes : "${cpu}: ${min(sizes...)} to ${max(sizes...)}"])}."
  }
}

variable "ephemeral_storage_gib" {
  description = "Disk of the task in GiB, 21 to 200, image and /tmp together; null is Fargate's 20, which cost nothing extra. A file under work that does not fit fails for now."
  type        = number
  default     = null

  validation {
    condition     = var.ephemeral_storage_gib == null || try(var.ephemeral_storage_gib >= 21 && var.ephemeral_storage_gib <= 200 && floor(var.ephemeral_storage_gib) == var.ephemeral_storage_gib, false)
    error_message = "ephemeral_storage_gib is a whole number from 21 to 200, or null for Fargate's own 20."
  }
}

variable "architecture" {
  description = "Instruction set, which must be the image's: X86_64 or ARM64."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture is X86_64 or ARM64."
  }
}

variable "command" {
  description = "Arguments of the image's entry point; empty leaves the image's own command."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "environment" {
  description = "Environment variables, by name; no secrets: whoever may describe the task definition reads them."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "policies" {
  description = "What the role may do in AWS: inline policies as JSON, by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.policies) : can(regex("^[\\w+=,.@-]{1,128}$", name))])
    error_message = "A policy's name has 1 to 128 letters, digits and _+=,.@-."
  }
}

variable "stop_timeout_seconds" {
  description = "Seconds from SIGTERM to SIGKILL, 2 to 120; Spot gives 120 as well."
  type        = number
  nullable    = false

  validation {
    condition     = var.stop_timeout_seconds >= 2 && var.stop_timeout_seconds <= 120 && floor(var.stop_timeout_seconds) == var.stop_timeout_seconds
    error_message = "stop_timeout_seconds is a whole number from 2 to 120, Fargate's most."
  }
}

variable "health_port" {
  description = "Port on loopback whose /healthz says that the process is alive; the third failure in a row, half a minute apart, makes ECS replace the task. Null asks nothing."
  type        = number
  default     = null

  validation {
    condition     = var.health_port == null || try(var.health_port >= 1 && var.health_port <= 65535 && floor(var.health_port) == var.health_port, false)
    error_message = "health_port is a port from 1 to 65535, or null."
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
