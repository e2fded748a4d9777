mock_provider "aws" {
  override_during = plan

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:mocked" }
  }
  mock_resource "aws_lambda_event_source_mapping" {
    defaults = { uuid = "11111111-2222-3333-4444-555555555555" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mocked" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:mocked", url = "https://sqs.eu-west-1.amazonaws.com/123456789012/mocked" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:mocked" }
  }
  mock_resource "aws_kinesis_stream" {
    defaults = { arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/mocked" }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/mocked" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/mocked:1" }
  }
  mock_resource "aws_redshiftserverless_namespace" {
    defaults = { arn = "arn:aws:redshift-serverless:eu-west-1:123456789012:namespace/mocked" }
  }
  mock_resource "aws_redshiftserverless_workgroup" {
    defaults = { arn = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/mocked" }
  }
  mock_resource "aws_appautoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:mocked" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mocked" }
  }
  mock_resource "aws_subnet" {
    defaults = { id = "subnet-00000000000000000" }
  }
  mock_resource "aws_security_group" {
    defaults = { id = "sg-00000000000000000" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  environment = "test"
  account_id  = "123456789012"
  region      = "eu-west-1"
  artifacts   = { bucket = "artifacts" }
  network     = { availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  versions = {
    "s3-trigger-lambda"        = "1.2.3"
    "kinesis-transform-lambda" = "1.2.4"
    "dlq-redrive-lambda"       = "1.2.5"
    "fargate-processor"        = "2.0.0"
  }
}

run "everything" {
  command = plan

  assert {
    condition     = output.names.landingBucket == "sluice-test-landing-123456789012" && output.names.queues.filesDlq == "sluice-test-files-dlq" && output.names.workgroup == "sluice-test-warehouse"
    error_message = "Names derive from the topology, the environment and, for buckets, the account."
  }

  assert {
    condition     = output.repository_url == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/sluice-test-processor" && local.image == "${output.repository_url}:2.0.0"
    error_message = "The image is this version in the stack's own repository."
  }

  assert {
    condition     = local.artifacts["s3-trigger-lambda"].key == "s3-trigger-lambda/1.2.3.zip" && local.artifacts["dlq-redrive-lambda"].key == "dlq-redrive-lambda/1.2.5.zip"
    error_message = "Each function runs its own version."
  }

  assert {
    condition     = length(module.network) == 1 && length(module.warehouse) == 1 && length(module.encryption) == 1 && length(module.repository) == 1
    error_message = "What is not named is made."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.records.bisect_batch_on_function_error && aws_lambda_event_source_mapping.records.maximum_retry_attempts >= 0 && aws_lambda_event_source_mapping.records.maximum_record_age_in_seconds > 0 && aws_lambda_event_source_mapping.records.function_response_types == toset(["ReportBatchItemFailures"]) && aws_lambda_event_source_mapping.records.destination_config[0].on_failure[0].destination_arn == module.quarantine_bucket.arn
    error_message = "A mapping that retried for ever would block its shard; what it gives up goes to the quarantine bucket."
  }

  assert {
    condition     = local.processor_environment.COPY_ROLE_ARN == "arn:aws:iam::123456789012:role/sluice-test-warehouse-copy" && local.processor_environment.MICRO_BATCH_MAX_AGE_SECONDS == local.topology.processor.microBatch.maxAgeSeconds
    error_message = "The processor is told the COPY role and the settings of the topology."
  }
}

run "what_exists_is_used" {
  command = plan

  variables {
    existing_network = { subnet_ids = ["subnet-1"], task_security_group_ids = ["sg-1"], warehouse_security_group_ids = [] }
    existing_warehouse = {
      workgroup_name = "analytics"
      workgroup_arn  = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f0f0f0f-0000-0000-0000-000000000000"
      database       = "lake"
      copy_role_arn  = "arn:aws:iam::123456789012:role/analytics-copy"
    }
    kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/99999999-0000-0000-0000-000000000000"
    processor_image    = { repository_url = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared", repository_arn = "arn:aws:ecr:eu-west-1:123456789012:repository/shared" }
    bucket_name_suffix = "-acme"
    network            = {}
  }

  assert {
    condition     = length(module.network) == 0 && length(module.warehouse) == 0 && length(module.encryption) == 0 && length(module.repository) == 0
    error_message = "What is named is not made."
  }

  assert {
    condition     = output.names.workgroup == "analytics" && output.names.database == "lake" && output.copy_role_arn == "arn:aws:iam::123456789012:role/analytics-copy" && output.warehouse_admin_secret_arn == null
    error_message = "The processor loads the warehouse that exists."
  }

  assert {
    condition     = output.names.stagingBucket == "sluice-test-staging-acme" && output.kms_key_arn == var.kms_key_arn && local.image == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared:2.0.0"
    error_message = "Suffix, key and image are those that are named."
  }
}

run "an_environment_may_differ" {
  command = plan

  variables {
    stream          = { mode = "ON_DEMAND", retention_hours = 8760, dataset = "title-ratings" }
    processor       = { min_tasks = 0, max_tasks = 2, micro_batch_max_age_seconds = 15, on_demand_base = 0, on_demand_weight = 0, spot_weight = 1 }
    redrive_dry_run = true
  }

  assert {
    condition     = local.scaling.min_tasks == 0 && local.scaling.max_tasks == 2 && local.scaling.backlog_per_task == local.topology.processor.scaling.backlogPerTask
    error_message = "0 tasks is a number, not the absence of one; what is not said is the topology's."
  }

  assert {
    condition     = local.processor_environment.MICRO_BATCH_MAX_AGE_SECONDS == 15
    error_message = "Freshness is the environment's choice."
  }
}

# One run for all: each would plan the stack anew.
run "refuses_what_cannot_be" {
  command = plan

  variables {
    environment             = "local"
    account_id              = "12345678901"
    versions                = { "s3-trigger-lambda" = "1.0.0" }
    artifacts               = { bucket = "artifacts", directory = "dist" }
    network                 = { availability_zones = ["eu-west-1a", "eu-west-1b"] }
    kms_key_arn             = "arn:aws:kms:eu-west-1:123456789012:alias/data"
    landing_expiration_days = 7
    processor               = { micro_batch_max_age_seconds = 3601 }
    log_level               = "loud"
    bucket_name_suffix      = "acme"
    partition               = "moon"
    existing_warehouse      = { workgroup_name = "a", workgroup_arn = "a", database = "lake", copy_role_arn = "arn:aws:iam::123456789012:role/copy" }
  }

  expect_failures = [
    var.environment, var.account_id, var.versions, var.artifacts, var.network, var.kms_key_arn, var.landing_expiration_days,
    var.processor, var.log_level, var.bucket_name_suffix, var.partition, var.existing_warehouse,
  ]
}

run "the_stream_keeps_what_is_given_up_until_then" {
  command = plan
  variables { stream = { retention_hours = 24 } }
  expect_failures = [aws_lambda_event_source_mapping.records]
}
