resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.scaling.min_tasks
  max_capacity       = var.scaling.max_tasks
}

# Out, by what each task has before it. Not in: few waiting messages do not mean that none is worked on.
resource "aws_appautoscaling_policy" "backlog" {
  name               = "${var.name}-backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = var.scaling.backlog_per_task
    scale_out_cooldown = var.scaling.scale_out_cooldown_seconds
    scale_in_cooldown  = var.scaling.scale_in_cooldown_seconds
    disable_scale_in   = true

    customized_metric_specification {
      metrics {
        id          = "backlog_per_task"
        label       = "Waiting messages for each running task"
        expression  = local.backlog_per_task.expression
        return_data = true
      }

      dynamic "metrics" {
        for_each = local.backlog_per_task.metrics

        content {
          id          = metrics.key
          return_data = false

          metric_stat {
            stat = "Maximum"

            metric {
              metric_name = metrics.value.metric_name
              namespace   = metrics.value.namespace

              dynamic "dimensions" {
                for_each = metrics.value.dimensions

                content {
                  name  = dimensions.key
                  value = dimensions.value
                }
              }
            }
          }
        }
      }
    }
  }
}

# From none to the first: target tracking would wait until more waits than one task is enough for.
resource "aws_appautoscaling_policy" "first_task" {
  count = local.may_be_none ? 1 : 0

  name               = "${var.name}-first-task"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type = "ChangeInCapacity"
    cooldown        = var.scaling.scale_out_cooldown_seconds

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}

# In, to the least, once nothing waits and nothing is worked on.
resource "aws_appautoscaling_policy" "idle" {
  name               = "${var.name}-idle"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type = "ExactCapacity"
    cooldown        = var.scaling.scale_in_cooldown_seconds

    step_adjustment {
      metric_interval_upper_bound = 0
      scaling_adjustment          = var.scaling.min_tasks
    }
  }
}
