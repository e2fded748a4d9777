output "name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "ARN of the function; who uses it to invoke waits for the permissions."
  value       = aws_lambda_function.this.arn

  # S3 checks, when its notification is set up, that it may invoke.
  depends_on = [aws_lambda_permission.invoker]
}

output "role_name" {
  description = "Name of its role."
  value       = aws_iam_role.this.name
}

output "role_arn" {
  description = "ARN of its role."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "Name of its log group."
  value       = aws_cloudwatch_log_group.this.name
}
