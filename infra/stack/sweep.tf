# A task of the processor's image, once a day: announces again what landed and stands in no ledger.
module "sweep_task" {
  source = "../modules/fargate-task"

  name                 = local.names.sweepSchedule
  account_id           = var.account_id
  region               = var.region
  partition            = var.partition
  image                = local.image
  repository_arn       = local.repository.repository_arn
  cpu                  = 512
  memory_megabytes     = 1024
  architecture         = var.processor.architecture
  command              = ["sweep", "--json"]
  stop_timeout_seconds = 30
  health_port          = null
  log_retention_days   = var.log_retention_days
  kms_key_arn          = local.kms_key_arn

  environment = {
    AWS_REGION            = var.region
    LANDING_BUCKET        = local.names.landingBucket
    QUARANTINE_BUCKET     = local.names.quarantineBucket
    FILES_QUEUE_URL       = local.queue_urls.files
    WAREHOUSE_WORKGROUP   = local.names.workgroup
    WAREHOUSE_DATABASE    = local.names.database
    SWEEP_MIN_AGE_SECONDS = tostring(local.sweep.minAgeSeconds)
    SWEEP_MAX_AGE_SECONDS = tostring(local.sweep.maxAgeSeconds)
  }

  policies = {
    objects        = data.aws_iam_policy_document.sweep.json
    statements     = data.aws_iam_policy_document.statements["sweep"].json
    own-statements = data.aws_iam_policy_document.own_statements.json
    encryption     = data.aws_iam_policy_document.encryption["sweep"].json
  }
}

module "sweep_schedule" {
  source = "../modules/schedule"

  name                = local.names.sweepSchedule
  description         = "Runs sweep."
  account_id          = var.account_id
  region              = var.region
  partition           = var.partition
  schedule_expression = "rate(${local.sweep.scheduleSeconds / 60} minutes)"

  ecs_task = {
    cluster_name        = module.processor.cluster_name
    family              = module.sweep_task.family
    task_definition_arn = module.sweep_task.task_definition_arn
    subnet_ids          = local.network.subnet_ids
    security_group_ids  = local.network.task_security_group_ids
    pass_role_arns      = [module.sweep_task.task_role_arn, module.sweep_task.execution_role_arn]
  }

  retry = { max_attempts = 3, max_age_seconds = 3600 }
}

data "aws_iam_policy_document" "sweep" {
  statement {
    sid       = "FindWhatLanded"
    actions   = ["s3:ListBucketVersions"]
    resources = [local.bucket_arns.landing]
  }

  statement {
    sid       = "AskWhatIsParked"
    actions   = ["s3:GetObject"]
    resources = ["${local.bucket_arns.quarantine}/parked/*"]
  }

  # Without it an object that is not there is answered with 403, as if there were an outage. No condition on the prefix:
  # such a request carries none.
  statement {
    sid       = "TellMissingFromRefused"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arns.quarantine]
  }

  statement {
    sid       = "AnnounceFiles"
    actions   = ["sqs:SendMessage"]
    resources = [local.queue_arns.files]
  }
}
