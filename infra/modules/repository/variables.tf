variable "name" {
  description = "Name of the repository: 2 to 256 lower-case letters and digits, with single dots, hyphens, underscores or slashes between them."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 256
    error_message = "name has 2 to 256 lower-case letters and digits, with single dots, hyphens, underscores or slashes between them."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer key that encrypts what the images are kept with; a repository cannot change it later and would be made anew; not an alias, and not a key of AWS's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "keep_images" {
  description = "Number of images that stay; older ones are deleted, and can then be neither started nor rolled back to. More than the releases a rollback may reach."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.keep_images >= 2 && floor(var.keep_images) == var.keep_images
    error_message = "keep_images is a whole number from 2 on: with one image there is nothing to roll back to."
  }
}

variable "force_delete" {
  description = "Whether destroying the repository deletes the images in it; otherwise ECR refuses to delete one that is not empty."
  type        = bool
  default     = false
  nullable    = false
}
