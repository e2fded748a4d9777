output "task_definition_arn" {
  description = "ARN of the task definition's newest revision; who uses it waits until its roles may do their work."
  value       = aws_ecs_task_definition.this.arn
  depends_on  = [aws_iam_role_policy.task, aws_iam_role_policy.execution]
}

output "family" {
  description = "Family of the task definition."
  value       = aws_ecs_task_definition.this.family
}

output "container_name" {
  description = "Name of its container, which overrides name."
  value       = var.name
}

output "task_role_name" {
  description = "Name of the role that the process has."
  value       = aws_iam_role.task.name
}

# Derived from the names, so that a plan shows in full who may pass these roles; whoever does waits for them.
output "task_role_arn" {
  description = "ARN of the role that the process has."
  value       = "arn:${var.partition}:iam::${var.account_id}:role/${var.name}-task"
  depends_on  = [aws_iam_role.task]
}

output "execution_role_arn" {
  description = "ARN of the role that ECS starts the task with."
  value       = "arn:${var.partition}:iam::${var.account_id}:role/${var.name}-execution"
  depends_on  = [aws_iam_role.execution]
}

output "log_group_name" {
  description = "Name of its log group."
  value       = aws_cloudwatch_log_group.this.name
}
