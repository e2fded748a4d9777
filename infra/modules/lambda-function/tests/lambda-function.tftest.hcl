mock_provider "aws" {
  override_during = plan

  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:mocked" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name             = "sluice-test-trigger"
  description      = "Announces."
  account_id       = "123456789012"
  region           = "eu-west-1"
  artifact         = { bucket = "artifacts", key = "trigger/1.0.0.zip" }
  memory_megabytes = 256
  timeout_seconds  = 30
  kms_key_arn      = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}

run "as_little_as_possible" {
  command = plan

  assert {
    condition = (
      aws_lambda_function.this.function_name == "sluice-test-trigger" && aws_lambda_function.this.handler == "handler.handler" &&
      aws_lambda_function.this.runtime == "nodejs22.x" && tolist(aws_lambda_function.this.architectures) == tolist(["arm64"]) &&
      aws_lambda_function.this.memory_size == 256 && aws_lambda_function.this.timeout == 30 &&
      aws_lambda_function.this.reserved_concurrent_executions == -1 && length(aws_lambda_function.this.environment) == 0
    )
    error_message = "The function is what the variables say, and reserves nothing."
  }

  assert {
    condition     = aws_lambda_function.this.s3_bucket == "artifacts" && aws_lambda_function.this.s3_key == "trigger/1.0.0.zip" && aws_lambda_function.this.filename == null
    error_message = "The zip comes from the bucket."
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.this.name == "/aws/lambda/sluice-test-trigger" && aws_cloudwatch_log_group.this.retention_in_days == 90 &&
      aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn &&
      aws_lambda_function.this.logging_config[0].log_group == "/aws/lambda/sluice-test-trigger" && aws_lambda_function.this.logging_config[0].log_format == "Text"
    )
    error_message = "It logs lines as they are to its own group, which is encrypted and forgets."
  }

  assert {
    condition = (
      length(data.aws_iam_policy_document.trust.statement) == 1 &&
      data.aws_iam_policy_document.trust.statement[0].actions == toset(["sts:AssumeRole"]) &&
      data.aws_iam_policy_document.trust.statement[0].principals == toset([{ type = "Service", identifiers = toset(["lambda.amazonaws.com"]) }]) &&
      data.aws_iam_policy_document.trust.statement[0].condition == toset([{ test = "StringEquals", variable = "aws:SourceAccount", values = tolist(["123456789012"]) }])
    )
    error_message = "Only Lambda may assume the role, for this account only."
  }

  assert {
    condition = (
      length(data.aws_iam_policy_document.write_logs.statement) == 1 &&
      data.aws_iam_policy_document.write_logs.statement[0].actions == toset(["logs:CreateLogStream", "logs:PutLogEvents"]) &&
      data.aws_iam_policy_document.write_logs.statement[0].resources == toset(["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/sluice-test-trigger:*"])
    )
    error_message = "It writes to its own log group and makes none."
  }

  assert {
    condition = (
      aws_lambda_function.this.tracing_config[0].mode == "Active" && length(aws_iam_role_policy.write_traces) == 1 &&
      data.aws_iam_policy_document.write_traces.statement[0].actions == toset(["xray:PutTelemetryRecords", "xray:PutTraceSegments"])
    )
    error_message = "It sends traces unless told otherwise."
  }

  assert {
    condition     = length(aws_lambda_function_event_invoke_config.this) == 0 && length(aws_lambda_permission.invoker) == 0 && length(aws_iam_role_policy.given) == 0
    error_message = "Nothing that was not asked for."
  }

  assert {
    condition     = output.name == "sluice-test-trigger" && output.arn == aws_lambda_function.this.arn && output.role_name == "sluice-test-trigger" && output.role_arn == aws_iam_role.this.arn && output.log_group_name == "/aws/lambda/sluice-test-trigger"
    error_message = "The outputs are the function's."
  }
}

run "with_everything" {
  command = plan

  variables {
    partition            = "aws-cn"
    region               = "cn-north-1"
    kms_key_arn          = "arn:aws-cn:kms:cn-north-1:123456789012:key/00000000-0000-0000-0000-000000000000"
    handler              = "bundle/index.run"
    architecture         = "x86_64"
    reserved_concurrency = 0
    environment          = { LOG_LEVEL = "debug" }
    policies             = { queues = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
    tracing              = false
    log_retention_days   = 7
    # Any file does: only its bytes are looked at.
    artifact = { path = "versions.tf" }
    async    = { max_retry_attempts = 1, max_event_age_seconds = 3600, on_failure_arn = "arn:aws-cn:sqs:cn-north-1:123456789012:undelivered" }
    invokers = {
      landing = { service = "s3.amazonaws.com", source_arn = "arn:aws-cn:s3:::landing" }
      alarms  = { service = "sns.amazonaws.com", source_arn = "arn:aws-cn:sns:cn-north-1:123456789012:alarms", bind_account = false }
    }
  }

  assert {
    condition     = aws_lambda_function.this.filename == "versions.tf" && aws_lambda_function.this.source_code_hash == filebase64sha256("versions.tf") && aws_lambda_function.this.s3_bucket == null
    error_message = "The zip comes from the machine, and other bytes are another zip."
  }

  assert {
    condition = (
      aws_lambda_function.this.reserved_concurrent_executions == 0 && aws_lambda_function.this.environment[0].variables == tomap({ LOG_LEVEL = "debug" }) &&
      aws_lambda_function.this.handler == "bundle/index.run" && tolist(aws_lambda_function.this.architectures) == tolist(["x86_64"]) &&
      aws_cloudwatch_log_group.this.retention_in_days == 7
    )
    error_message = "The function is what the variables say; 0 stops it."
  }

  assert {
    condition     = aws_lambda_function.this.tracing_config[0].mode == "PassThrough" && length(aws_iam_role_policy.write_traces) == 0
    error_message = "Without tracing there is no grant for traces."
  }

  assert {
    condition     = aws_iam_role_policy.given["queues"].policy == "{\"Version\":\"2012-10-17\",\"Statement\":[]}" && aws_iam_role_policy.given["queues"].role == "sluice-test-trigger"
    error_message = "The policies that were given are the role's."
  }

  assert {
    condition     = data.aws_iam_policy_document.write_logs.statement[0].resources == toset(["arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/sluice-test-trigger:*"])
    error_message = "ARNs are of the partition and the region."
  }

  assert {
    condition = (
      aws_lambda_function_event_invoke_config.this[0].maximum_retry_attempts == 1 &&
      aws_lambda_function_event_invoke_config.this[0].maximum_event_age_in_seconds == 3600 &&
      aws_lambda_function_event_invoke_config.this[0].destination_config[0].on_failure[0].destination == "arn:aws-cn:sqs:cn-north-1:123456789012:undelivered"
    )
    error_message = "What fails for good is kept."
  }

  assert {
    condition = alltrue([
      aws_lambda_permission.invoker["landing"].principal == "s3.amazonaws.com", aws_lambda_permission.invoker["landing"].source_arn == "arn:aws-cn:s3:::landing",
      aws_lambda_permission.invoker["landing"].source_account == "123456789012", aws_lambda_permission.invoker["landing"].action == "lambda:InvokeFunction",
      aws_lambda_permission.invoker["alarms"].principal == "sns.amazonaws.com", aws_lambda_permission.invoker["alarms"].source_account == null,
    ])
    error_message = "Who invokes is bound to a resource, and to this account unless the ARN names it."
  }
}

run "refuses_what_cannot_be" {
  command = plan

  variables {
    name                 = "with spaces"
    description          = ""
    account_id           = "1234"
    region               = "Ireland"
    partition            = "azure"
    artifact             = { path = "nowhere.zip", key = "a.zip" }
    handler              = "handler"
    runtime              = "python3.13"
    architecture         = "mips"
    memory_megabytes     = 64
    timeout_seconds      = 901
    policies             = { "write-logs" = "{}" }
    reserved_concurrency = -1
    log_retention_days   = 8
    kms_key_arn          = "arn:aws:kms:eu-west-1:123456789012:alias/sluice"
    async                = { max_retry_attempts = 3, max_event_age_seconds = 59, on_failure_arn = "undelivered" }
    invokers             = { landing = { service = "s3", source_arn = "landing" } }
  }

  expect_failures = [
    var.name, var.description, var.account_id, var.region, var.partition, var.artifact, var.handler, var.runtime, var.architecture,
    var.memory_megabytes, var.timeout_seconds, var.policies, var.reserved_concurrency, var.log_retention_days, var.kms_key_arn, var.async, var.invokers,
  ]
}

# One at a time what the run above refuses for more than one reason.
run "refuses_a_zip_that_is_not_there" {
  command = plan

  variables {
    artifact = { path = "nowhere.zip" }
  }

  expect_failures = [var.artifact]
}

run "refuses_a_key_without_a_bucket" {
  command = plan

  variables {
    artifact = { key = "a.zip" }
  }

  expect_failures = [var.artifact]
}

run "refuses_two_zips" {
  command = plan

  variables {
    artifact = { path = "versions.tf", bucket = "artifacts", key = "a.zip" }
  }

  expect_failures = [var.artifact]
}

run "refuses_too_many_attempts" {
  command = plan

  variables {
    async = { max_retry_attempts = 3, max_event_age_seconds = 60, on_failure_arn = "arn:aws:sqs:eu-west-1:123456789012:undelivered" }
  }

  expect_failures = [var.async]
}

run "refuses_events_too_old" {
  command = plan

  variables {
    async = { max_retry_attempts = 2, max_event_age_seconds = 21601, on_failure_arn = "arn:aws:sqs:eu-west-1:123456789012:undelivered" }
  }

  expect_failures = [var.async]
}

run "refuses_a_destination_without_an_arn" {
  command = plan

  variables {
    async = { max_retry_attempts = 2, max_event_age_seconds = 60, on_failure_arn = "undelivered" }
  }

  expect_failures = [var.async]
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.function.name == "sluice-dev-s3-trigger" && output.function.log_group_name == "/aws/lambda/sluice-dev-s3-trigger"
    error_message = "The example is a function."
  }
}
