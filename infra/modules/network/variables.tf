variable "name" {
  description = "Name of the VPC, and the beginning of the names of what is in it; at most 55 lower-case letters, digits and hyphens."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,54}$", var.name))
    error_message = "name has 2 to 55 lower-case letters, digits and hyphens and begins with a letter: the role <name>-flow-log has at most 64 characters."
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
  description = "Partition of the account, the second part of its ARNs: aws or aws-us-gov; endpoint services in China have other names."
  type        = string
  default     = "aws"
  nullable    = false

  validation {
    condition     = contains(["aws", "aws-us-gov"], var.partition)
    error_message = "partition is aws or aws-us-gov: some endpoint services are called otherwise in China, where a VPC of one's own is needed."
  }
}

variable "cidr_block" {
  description = "IPv4 range of the VPC, /16 to /22; each availability zone gets an eighth of it, and a subnet that runs out of addresses keeps tasks and the warehouse from scaling."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("/(1[6-9]|2[0-2])$", var.cidr_block)) && try(cidrsubnet(var.cidr_block, 0, 0) == var.cidr_block, false)
    error_message = "cidr_block is the first address of a range and its length, /16 to /22, such as 10.42.0.0/16."
  }
}

variable "availability_zones" {
  description = "Names of the availability zones, three to eight; their order cuts the range, so another one is added at the end, and one that is left out gives its addresses back."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.availability_zones) >= 3 && length(var.availability_zones) <= 8 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones names three to eight different zones: Redshift Serverless with enhanced VPC routing wants three."
  }

  validation {
    condition     = alltrue([for zone in var.availability_zones : startswith(zone, var.region) && can(regex("^[a-z]$", substr(zone, length(var.region), -1)))])
    error_message = "availability_zones are zones of the region, such as eu-west-1a."
  }
}

variable "interface_endpoints" {
  description = "Services that tasks reach through interface endpoints, one network interface each in every zone, billed by the hour; what is not named cannot be reached, for there is no other way out but to S3."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "logs", "redshift-data", "sqs"]
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : contains(["ecr.api", "ecr.dkr", "ecs", "kinesis-streams", "kms", "logs", "monitoring", "redshift-data", "redshift-serverless", "secretsmanager", "sns", "sqs", "sts", "xray"], service)])
    error_message = "interface_endpoints are ends of endpoint service names: ecr.api, ecr.dkr, ecs, kinesis-streams, kms, logs, monitoring, redshift-data, redshift-serverless, secretsmanager, sns, sqs, sts, xray."
  }
}

variable "bucket_arns" {
  description = "ARNs of the buckets that can be reached from the VPC; every other one is refused by the endpoint, except that ECR's image layers can be read."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.bucket_arns) > 0 && alltrue([for arn in var.bucket_arns : can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", arn))])
    error_message = "bucket_arns names at least one bucket by its ARN (arn:aws:s3:::<bucket>), without a key or a wildcard."
  }
}

variable "flow_log" {
  description = "Writes a record of every connection, accepted or rejected, to the log group /sluice/<name>-flow-log, which keeps it retention_days and is encrypted with the key; null writes none."
  type = object({
    retention_days = number
    kms_key_arn    = string
  })
  default = null

  validation {
    condition     = try(contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log.retention_days), var.flow_log == null)
    error_message = "flow_log.retention_days is one of the days that CloudWatch Logs offers, such as 7, 14, 30, 60, 90, 180 or 365."
  }

  validation {
    condition     = try(can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.flow_log.kms_key_arn)), false) || var.flow_log == null
    error_message = "flow_log.kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}
