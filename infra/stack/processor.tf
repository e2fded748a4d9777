module "processor_task" {
  source = "../modules/fargate-task"

  name                  = local.names.processor
  account_id            = var.account_id
  region                = var.region
  partition             = var.partition
  image                 = local.image
  repository_arn        = local.repository.repository_arn
  cpu                   = var.processor.cpu
  memory_megabytes      = var.processor.memory_megabytes
  ephemeral_storage_gib = var.processor.ephemeral_storage_gib
  architecture          = var.processor.architecture
  stop_timeout_seconds  = local.settings.stopTimeoutSeconds
  health_port           = local.health_port
  log_retention_days    = var.log_retention_days
  kms_key_arn           = local.kms_key_arn
  environment           = { for name, value in local.processor_environment : name => tostring(value) }

  policies = {
    queues         = data.aws_iam_policy_document.processor_queues.json
    objects        = data.aws_iam_policy_document.processor_objects.json
    protection     = data.aws_iam_policy_document.processor_protection.json
    statements     = data.aws_iam_policy_document.statements["processor"].json
    own-statements = data.aws_iam_policy_document.own_statements.json
    encryption     = data.aws_iam_policy_document.encryption["processor"].json
  }
}

module "processor" {
  source = "../modules/processor-service"

  name                = local.names.processor
  cluster_name        = local.names.cluster
  task_definition_arn = module.processor_task.task_definition_arn
  subnet_ids          = local.network.subnet_ids
  security_group_ids  = local.network.task_security_group_ids
  scaling             = local.scaling
  queue_names         = [for lane in keys(local.lanes) : local.names.queues[lane]]
  kms_key_arn         = local.kms_key_arn

  ephemeral_storage_kms_key_arn = var.encrypt_task_storage ? local.kms_key_arn : null

  capacity = {
    on_demand_base   = var.processor.on_demand_base
    on_demand_weight = var.processor.on_demand_weight
    spot_weight      = var.processor.spot_weight
  }
}

locals {
  health_port = 8080

  # The same that tools/local-stack sets: tools/infra-proof compares them.
  processor_environment = merge(
    {
      for setting in flatten([
        for lane, settings in local.lanes : [
          { name = "${upper(lane)}_QUEUE_URL", value = local.queue_urls[lane] },
          { name = "${upper(lane)}_DLQ_URL", value = local.queue_urls["${lane}Dlq"] },
          { name = "${upper(lane)}_VISIBILITY_TIMEOUT_SECONDS", value = tostring(settings.visibilityTimeoutSeconds) },
          { name = "${upper(lane)}_MAX_RECEIVE_COUNT", value = tostring(settings.maxReceiveCount) },
        ]
      ]) : setting.name => setting.value
    },
    {
      AWS_REGION                      = var.region
      PARKED_QUEUE_URL                = local.queue_urls.parked
      STAGING_BUCKET                  = local.names.stagingBucket
      QUARANTINE_BUCKET               = local.names.quarantineBucket
      WAREHOUSE_WORKGROUP             = local.names.workgroup
      WAREHOUSE_DATABASE              = local.names.database
      COPY_ROLE_ARN                   = local.warehouse.copy_role_arn
      FILES_CONCURRENCY               = local.settings.filesConcurrency
      FILES_MAX_BYTES                 = local.settings.filesMaxBytes
      FILES_MAX_TEXT_BYTES            = local.settings.filesMaxTextBytes
      MICRO_BATCH_MAX_ROWS            = local.settings.microBatch.maxRows
      MICRO_BATCH_MAX_BYTES           = local.settings.microBatch.maxBytes
      MICRO_BATCH_MAX_SOURCES         = local.settings.microBatch.maxSources
      MICRO_BATCH_MAX_AGE_SECONDS     = local.micro_batch_max_age_seconds
      BACKOFF_BASE_SECONDS            = local.settings.backoff.baseSeconds
      BACKOFF_MAX_SECONDS             = local.settings.backoff.maxSeconds
      MAX_ATTEMPTS                    = local.settings.maxAttempts
      STATEMENT_TIMEOUT_SECONDS       = local.settings.statementTimeoutSeconds
      MAX_LOAD_RUNS                   = local.settings.maxLoadRuns
      MAX_ACTIVE_STATEMENTS           = local.settings.maxActiveStatements
      STATEMENT_POLL_MIN_MILLISECONDS = local.settings.statementPoll.minMilliseconds
      STATEMENT_POLL_MAX_MILLISECONDS = local.settings.statementPoll.maxMilliseconds
      WEDGED_AFTER_SECONDS            = local.settings.wedgedAfterSeconds
      STOP_TIMEOUT_SECONDS            = local.settings.stopTimeoutSeconds
      HEALTH_PORT                     = local.health_port
      LOG_LEVEL                       = var.log_level
      METRICS_NAMESPACE               = local.names.metricsNamespace
    },
  )
}
