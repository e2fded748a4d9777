variable "name" {
  description = "Name of the topic: at most 256 letters, digits, hyphens and underscores."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,256}$", var.name))
    error_message = "name has 1 to 256 letters, digits, hyphens and underscores; FIFO topics are not made here."
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
  description = "ARN of the customer key that encrypts what the topic holds until it is delivered; its policy lets publisher_services use it; not an alias, and not a key of AWS's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "publisher_services" {
  description = "AWS services that may publish for this account, such as cloudwatch.amazonaws.com; roles are allowed by their own policies."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.publisher_services : can(regex("^[a-z0-9.-]+\\.amazonaws\\.com$", service))])
    error_message = "publisher_services are service principals, such as cloudwatch.amazonaws.com."
  }

  validation {
    condition     = !contains(var.publisher_services, "events.amazonaws.com")
    error_message = "publisher_services has no events.amazonaws.com: EventBridge cannot use a key whose policy asks for the source account."
  }
}

variable "subscriptions" {
  description = "Who is told, by a name of your own: protocol (lambda, sqs, email, email-json or https) and endpoint (an ARN, an address, an https:// URL). A mail address is asked to confirm first."
  type        = map(object({ protocol = string, endpoint = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for subscription in values(var.subscriptions) : contains(["lambda", "sqs", "email", "email-json", "https"], subscription.protocol)])
    error_message = "subscriptions have the protocol lambda, sqs, email, email-json or https; http would carry messages in clear text."
  }

  validation {
    condition = alltrue([for subscription in values(var.subscriptions) : can(regex(lookup({
      lambda     = "^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:.+$"
      sqs        = "^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:.+$"
      email      = "^[^@ ]+@[^@ ]+$"
      email-json = "^[^@ ]+@[^@ ]+$"
      https      = "^https://.+$"
    }, subscription.protocol, ""), subscription.endpoint))])
    error_message = "subscriptions have an endpoint of their protocol: the ARN of a function or queue, one mail address, or a URL that begins with https://."
  }
}
