resource "aws_scheduler_schedule" "this" {
  name                         = var.name
  description                  = var.description
  group_name                   = local.group_name
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = "UTC"
  state                        = var.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = local.runs_function ? var.lambda_arn : local.cluster_arn
    role_arn = aws_iam_role.this.arn
    input    = var.input

    retry_policy {
      maximum_retry_attempts       = var.retry.max_attempts
      maximum_event_age_in_seconds = var.retry.max_age_seconds
    }

    dynamic "ecs_parameters" {
      for_each = local.runs_function ? [] : [var.ecs_task]

      content {
        task_definition_arn     = ecs_parameters.value.task_definition_arn
        launch_type             = "FARGATE"
        task_count              = 1
        enable_ecs_managed_tags = true
        propagate_tags          = "TASK_DEFINITION"

        network_configuration {
          subnets          = ecs_parameters.value.subnet_ids
          security_groups  = ecs_parameters.value.security_group_ids
          assign_public_ip = false
        }
      }
    }
  }

  # It may fire as soon as it is there.
  depends_on = [aws_iam_role_policy.this]
}

locals {
  # Not `lambda_arn != null`: an ARN that is known only later is neither.
  runs_function = var.ecs_task == null

  group_name = "default"

  # Derived from the names, so that a plan shows in full what may be started.
  cluster_arn = local.runs_function ? null : "arn:${var.partition}:ecs:${var.region}:${var.account_id}:cluster/${var.ecs_task.cluster_name}"
}
