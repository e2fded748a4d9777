variable "account_id" {
  description = "Account of this environment."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of this environment."
  type        = string
  nullable    = false
}

variable "versions" {
  description = "Version of each service that runs."
  type        = map(string)
  nullable    = false
}

variable "artifacts" {
  description = "Where the functions' zips are: `{ bucket = … }` or `{ directory = … }`."
  type = object({
    bucket    = optional(string)
    prefix    = optional(string, "")
    directory = optional(string)
  })
  nullable = false
}

variable "operator_subscriptions" {
  description = "Who is told when something is wrong."
  type        = map(object({ protocol = string, endpoint = string }))
  default     = {}
  nullable    = false
}
