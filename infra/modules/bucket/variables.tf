variable "name" {
  description = "Name of the bucket, unique in the whole partition: 3 to 63 lower-case letters, digits and hyphens (no dots, which TLS certificates of S3 do not cover)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name has 3 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends."
  }

  validation {
    condition     = !can(regex("^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$", var.name))
    error_message = "name has none of the beginnings and ends that S3 keeps for itself (xn--, sthree-, amzn-s3-demo-; -s3alias, --ol-s3, --x-s3, --table-s3)."
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
  description = "ARN of the customer key that encrypts what the objects; S3 Bucket Keys keep its requests few; not an alias, and not a key of AWS's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "versioned" {
  description = "Whether overwritten and deleted objects stay as noncurrent versions; switched off later, S3 only stops making new ones."
  type        = bool
  nullable    = false
}

variable "expirations" {
  description = "Current objects that S3 removes, by the name of the rule: those under prefix (\"\" is every object) once they are days old. In a versioned bucket they become noncurrent. What no rule names stays."
  type        = map(object({ prefix = string, days = number }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.expirations) : can(regex("^[A-Za-z0-9_-]{1,200}$", name))])
    error_message = "expirations are named with letters, digits, hyphens and underscores."
  }

  validation {
    condition     = alltrue([for rule in values(var.expirations) : try(rule.days >= 1 && floor(rule.days) == rule.days, false)])
    error_message = "expirations have days, a whole number from 1 on."
  }

  validation {
    condition     = alltrue([for rule in values(var.expirations) : try(!startswith(rule.prefix, "/"), false)])
    error_message = "expirations have a prefix that does not begin with a slash: keys do not, and the rule would match nothing."
  }

  validation {
    condition     = length(distinct([for rule in values(var.expirations) : rule.prefix])) == length(var.expirations)
    error_message = "expirations name each prefix once: of two rules S3 takes the shorter."
  }
}

variable "noncurrent_expiration_days" {
  description = "Days after which S3 deletes a noncurrent version for good, under every prefix; null keeps them for ever. Only where versioned."
  type        = number
  default     = null

  validation {
    condition     = try(var.noncurrent_expiration_days >= 1 && floor(var.noncurrent_expiration_days) == var.noncurrent_expiration_days, var.noncurrent_expiration_days == null)
    error_message = "noncurrent_expiration_days is a whole number from 1 on, or null."
  }

  validation {
    condition     = var.noncurrent_expiration_days == null || var.versioned
    error_message = "noncurrent_expiration_days is for versioned buckets: others have no noncurrent versions."
  }
}

variable "abort_incomplete_upload_days" {
  description = "Days after which S3 removes the parts of a multipart upload that was never completed; they are billed and show in no listing."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.abort_incomplete_upload_days >= 1 && floor(var.abort_incomplete_upload_days) == var.abort_incomplete_upload_days
    error_message = "abort_incomplete_upload_days is a whole number from 1 on."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes every object and version in it; otherwise S3 refuses to delete a bucket that is not empty."
  type        = bool
  default     = false
  nullable    = false
}

variable "access_log" {
  description = "Bucket, in the same region and account, that takes the server access log under prefix; it must encrypt with SSE-S3 and let logging.s3.amazonaws.com write. Null logs nothing."
  type        = object({ bucket = string, prefix = string })
  default     = null

  validation {
    condition     = var.access_log == null || try(var.access_log.bucket != var.name, false)
    error_message = "access_log.bucket is another bucket: one that logs into itself logs its own log."
  }

  validation {
    condition     = var.access_log == null || can(regex("^[^/].*/$", var.access_log.prefix))
    error_message = "access_log.prefix ends in a slash and does not begin with one."
  }
}

variable "lambda_notifications" {
  description = "Functions that S3 invokes, by the name of the notification: on these events, for keys with prefix and suffix (null is every key). The function's permission for S3 must stand first."
  type = map(object({
    function_arn = string
    events       = list(string)
    prefix       = optional(string)
    suffix       = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for notification in values(var.lambda_notifications) : can(regex("^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$", notification.function_arn))])
    error_message = "lambda_notifications have a function_arn, the ARN of a function or of one of its versions or aliases."
  }

  validation {
    condition = alltrue([for notification in values(var.lambda_notifications) : try(length(notification.events) > 0 && length(setsubtract(notification.events, [
      "s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectCreated:Post", "s3:ObjectCreated:Copy", "s3:ObjectCreated:CompleteMultipartUpload",
      "s3:ObjectRemoved:*", "s3:ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated",
      "s3:ObjectRestore:*", "s3:ObjectRestore:Post", "s3:ObjectRestore:Completed", "s3:ObjectRestore:Delete",
      "s3:ObjectTagging:*", "s3:ObjectTagging:Put", "s3:ObjectTagging:Delete", "s3:ObjectAcl:Put",
      "s3:LifecycleExpiration:*", "s3:LifecycleExpiration:Delete", "s3:LifecycleExpiration:DeleteMarkerCreated",
    ])) == 0, false)])
    error_message = "lambda_notifications have events, each of them one that S3 sends for an object here, such as s3:ObjectCreated:*."
  }
}
