locals {
  log_group_name = "/aws/lambda/${var.name}"
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = var.description
  role          = aws_iam_role.this.arn
  runtime       = var.runtime
  architectures = [var.architecture]
  handler       = var.handler

  filename         = var.artifact.path
  source_code_hash = try(filebase64sha256(var.artifact.path), null)
  s3_bucket        = var.artifact.bucket
  s3_key           = var.artifact.key

  memory_size = var.memory_megabytes
  timeout     = var.timeout_seconds

  # -1 is the provider's word for "none reserved".
  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency

  dynamic "environment" {
    for_each = length(var.environment) == 0 ? [] : [var.environment]

    content {
      variables = environment.value
    }
  }

  # The services write JSON lines, metrics in embedded format among them: `Text` leaves them as they are.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  # A function that runs before its role may do its work fails for a reason that is gone a moment later.
  depends_on = [aws_iam_role_policy.write_logs, aws_iam_role_policy.write_traces, aws_iam_role_policy.given]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}
