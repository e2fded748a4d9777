locals {
  artifacts = {
    for app in ["s3-trigger-lambda", "kinesis-transform-lambda", "dlq-redrive-lambda"] : app => (
      var.artifacts.bucket == null
      ? { path = "${var.artifacts.directory}/${app}/${var.versions[app]}.zip", bucket = null, key = null }
      : { path = null, bucket = var.artifacts.bucket, key = "${var.artifacts.prefix}${app}/${var.versions[app]}.zip" }
    )
  }
}

module "repository" {
  source = "../modules/repository"
  count  = var.processor_image == null ? 1 : 0

  name         = local.names.processor
  kms_key_arn  = local.kms_key_arn
  force_delete = var.force_destroy
}

locals {
  repository = var.processor_image != null ? var.processor_image : {
    repository_url = "${var.account_id}.dkr.ecr.${var.region}.${local.dns_suffix}/${local.names.processor}"
    repository_arn = "arn:${var.partition}:ecr:${var.region}:${var.account_id}:repository/${local.names.processor}"
  }
  image = "${local.repository.repository_url}:${var.versions["fargate-processor"]}"
}
