variable "environment" {
  description = "Name of the environment, part of every resource's name: `sluice-<environment>-…`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,20}$", var.environment)) && var.environment != "local"
    error_message = "environment has 1 to 21 lower-case letters, digits and hyphens, begins with a letter, and is not local, which is the laptop's."
  }
}

variable "account_id" {
  description = "Account that it is deployed to. ARNs in policies derive from it, so that a plan shows them in full."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id has twelve digits."
  }
}

variable "region" {
  description = "Region that it is deployed to: the provider's."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the code of a region, such as eu-west-1."
  }
}

variable "partition" {
  description = "Partition of the region: `aws`, `aws-cn` or `aws-us-gov`."
  type        = string
  default     = "aws"
  nullable    = false

  validation {
    condition     = contains(["aws", "aws-cn", "aws-us-gov"], var.partition)
    error_message = "partition is aws, aws-cn or aws-us-gov."
  }
}

variable "bucket_name_suffix" {
  description = "End of the three buckets' names, which are global. Default: a hyphen and the account id; the CLI knows another one only from `--outputs`."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name_suffix == null || can(regex("^-[a-z0-9-]{0,24}[a-z0-9]$", var.bucket_name_suffix))
    error_message = "bucket_name_suffix begins with a hyphen and has at most 26 lower-case letters, digits and hyphens."
  }
}

variable "versions" {
  description = "Version of each service that runs: of the functions' zips and of the processor's image. A roll-back sets an earlier one."
  type        = map(string)
  nullable    = false

  validation {
    condition     = toset(keys(var.versions)) == toset(["s3-trigger-lambda", "kinesis-transform-lambda", "dlq-redrive-lambda", "fargate-processor"])
    error_message = "versions names exactly s3-trigger-lambda, kinesis-transform-lambda, dlq-redrive-lambda and fargate-processor."
  }

  validation {
    condition     = alltrue([for version in values(var.versions) : can(regex("^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$", version))])
    error_message = "A version is what stands in the artifact's name, such as 1.4.0."
  }
}

variable "artifacts" {
  description = "Where the functions' zips are, as `<app>/<version>.zip`: in a bucket (a CI's way), or in a directory of the machine that plans (`nx run-many -t package` writes to dist/artifacts)."
  type = object({
    bucket    = optional(string)
    prefix    = optional(string, "")
    directory = optional(string)
  })
  nullable = false

  validation {
    condition     = (var.artifacts.bucket == null) != (var.artifacts.directory == null)
    error_message = "artifacts has either a bucket or a directory."
  }
}

variable "processor_image" {
  description = "Repository of the processor's image, without its tag, when it is not this stack's own; the tag is the version of fargate-processor."
  type        = object({ repository_url = string, repository_arn = string })
  default     = null
}

variable "kms_key_arn" {
  description = "Customer key for everything at rest, when the account has one. Its policy must let CloudWatch publish to encrypted topics and CloudWatch Logs encrypt: see the module encryption. Default: a key of this stack."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key, not of an alias."
  }
}

variable "encrypt_task_storage" {
  description = "The disks of the processor's tasks are encrypted with the key too, instead of one of AWS's own. An existing key must let `fargate.amazonaws.com` use it for the cluster, or no task starts."
  type        = bool
  default     = false
  nullable    = false
}

variable "network" {
  description = "VPC that is made for the processor and the warehouse: private subnets in each availability zone, and endpoints instead of a way out. Not used with `existing_network`."
  type = object({
    cidr_block         = optional(string, "10.42.0.0/16")
    availability_zones = optional(list(string), [])
    flow_log_days      = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.existing_network != null || length(var.network.availability_zones) >= 3
    error_message = "network.availability_zones names three zones at least, or existing_network says where to run: Redshift Serverless with enhanced VPC routing wants three."
  }
}

variable "existing_network" {
  description = "VPC to run in instead. It needs ways to S3, SQS, the Redshift Data API, CloudWatch Logs and ECR (endpoints or NAT), and the task's security groups must let HTTPS out."
  type = object({
    subnet_ids                   = list(string)
    task_security_group_ids      = list(string)
    warehouse_security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.existing_network == null || (try(length(var.existing_network.subnet_ids), 0) > 0 && try(length(var.existing_network.task_security_group_ids), 0) > 0)
    error_message = "existing_network names at least one subnet and one security group for the tasks."
  }
}

variable "warehouse" {
  description = "Redshift Serverless that is made. RPUs: the base is what a query gets at once, the maximum what scaling may add. Usage limits are RPU-hours of compute a period; `deactivate` turns queries off, loads among them. Not used with `existing_warehouse`."
  type = object({
    base_capacity = optional(number, 8)
    max_capacity  = optional(number, 64)
    usage_limits = optional(map(object({
      usage_type    = optional(string, "serverless-compute")
      period        = string
      amount        = number
      breach_action = string
    })), { daily = { period = "daily", amount = 192, breach_action = "log" } })
  })
  default  = {}
  nullable = false
}

variable "existing_warehouse" {
  description = "Redshift Serverless workgroup to load instead: its name and ARN, the database, and a role associated with its namespace that COPY reads `loads/*` of the staging bucket with (and may decrypt with the key)."
  type = object({
    workgroup_name = string
    workgroup_arn  = string
    database       = string
    copy_role_arn  = string
  })
  default = null

  validation {
    condition     = var.existing_warehouse == null || can(regex("^arn:aws[a-z-]*:redshift-serverless:[a-z0-9-]+:[0-9]{12}:workgroup/.+$", var.existing_warehouse.workgroup_arn))
    error_message = "existing_warehouse.workgroup_arn is the ARN of a Redshift Serverless workgroup."
  }
}

variable "stream" {
  description = "The Kinesis stream. `ON_DEMAND` has no shard count; null means infra/topology.json. `dataset` is that of a stream which carries only one: its records need no envelope."
  type = object({
    mode            = optional(string, "PROVISIONED")
    shard_count     = optional(number)
    retention_hours = optional(number)
    dataset         = optional(string)
  })
  default  = {}
  nullable = false
}

variable "processor" {
  description = "The processor's tasks: CPU units (1,024 a vCPU), memory, disk for files under work (null: 20 GiB), how many, which share on Spot, and how long rows gather: the dial between freshness and cost (docs/sizing.md). Null means infra/topology.json."
  type = object({
    cpu                         = optional(number, 2048)
    memory_megabytes            = optional(number, 4096)
    ephemeral_storage_gib       = optional(number)
    architecture                = optional(string, "X86_64")
    min_tasks                   = optional(number)
    max_tasks                   = optional(number)
    on_demand_base              = optional(number, 1)
    on_demand_weight            = optional(number, 1)
    spot_weight                 = optional(number, 3)
    micro_batch_max_age_seconds = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.processor.micro_batch_max_age_seconds == null || try(var.processor.micro_batch_max_age_seconds > 0 && var.processor.micro_batch_max_age_seconds <= 3600, false)
    error_message = "processor.micro_batch_max_age_seconds lies above 0 and is at most 3600: rows are held hidden in their queue while they gather."
  }
}

variable "redrive_dry_run" {
  description = "The redrive decides and logs, but starts nothing. Null means infra/topology.json."
  type        = bool
  default     = null
}

variable "operator_subscriptions" {
  description = "Who is told when something is wrong: subscriptions of the operators' topic, such as `{ mail = { protocol = \"email\", endpoint = \"data@example.com\" } }`. Mail must be confirmed by its reader."
  type        = map(object({ protocol = string, endpoint = string }))
  default     = {}
  nullable    = false
}

variable "oldest_message_alarm_seconds" {
  description = "Age of a lane's oldest waiting message, in seconds, from which people are told."
  type        = number
  default     = 3600
  nullable    = false
}

variable "watched_datasets" {
  description = "Datasets whose share of quarantined records has an alarm of its own."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "landing_expiration_days" {
  description = "Days after which landed objects go. Null keeps them: a replay needs them."
  type        = number
  default     = null

  validation {
    condition     = var.landing_expiration_days == null || try(var.landing_expiration_days * 86400 > local.sweep.maxAgeSeconds, false)
    error_message = "landing_expiration_days must exceed the age up to which sweep looks for objects that were lost (sweep.maxAgeSeconds)."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 90
  nullable    = false
}

variable "log_level" {
  description = "Of all services: `debug`, `info`, `warn` or `error`."
  type        = string
  default     = "info"
  nullable    = false

  validation {
    condition     = contains(["debug", "info", "warn", "error"], var.log_level)
    error_message = "log_level is debug, info, warn or error."
  }
}

variable "force_destroy" {
  description = "`terraform destroy` empties buckets and the image repository first. For environments whose data may go."
  type        = bool
  default     = false
  nullable    = false
}
