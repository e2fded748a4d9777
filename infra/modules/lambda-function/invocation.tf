resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.async == null ? 0 : 1

  function_name                = aws_lambda_function.this.function_name
  maximum_retry_attempts       = var.async.max_retry_attempts
  maximum_event_age_in_seconds = var.async.max_event_age_seconds

  destination_config {
    on_failure {
      destination = var.async.on_failure_arn
    }
  }
}

resource "aws_lambda_permission" "invoker" {
  for_each = var.invokers

  statement_id   = each.key
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  principal      = each.value.service
  source_arn     = each.value.source_arn
  source_account = each.value.bind_account ? var.account_id : null
}
