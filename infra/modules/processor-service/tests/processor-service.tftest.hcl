mock_provider "aws" {
  override_during = plan

  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/mocked" }
  }

  mock_resource "aws_appautoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:mocked" }
  }
}

variables {
  name                = "sluice-test-processor"
  cluster_name        = "sluice-test-cluster"
  task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/processor:3"
  subnet_ids          = ["subnet-1", "subnet-2"]
  security_group_ids  = ["sg-1"]
  queue_names         = ["files", "rows"]
  kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"

  scaling = {
    min_tasks                  = 1
    max_tasks                  = 4
    backlog_per_task           = 50
    period_seconds             = 60
    scale_out_cooldown_seconds = 60
    scale_in_cooldown_seconds  = 300
  }
}

run "always_a_task" {
  command = plan

  assert {
    condition = (
      aws_ecs_cluster.this.name == "sluice-test-cluster" && aws_ecs_cluster.this.setting == toset([{ name = "containerInsights", value = "enabled" }]) &&
      length(aws_ecs_cluster.this.configuration) == 0 && toset(aws_ecs_cluster_capacity_providers.this.capacity_providers) == toset(["FARGATE", "FARGATE_SPOT"])
    )
    error_message = "The cluster counts its tasks, and has both kinds of Fargate."
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.insights.name == "/aws/ecs/containerinsights/sluice-test-cluster/performance" &&
      aws_cloudwatch_log_group.insights.kms_key_id == var.kms_key_arn && aws_cloudwatch_log_group.insights.retention_in_days == 1
    )
    error_message = "What Container Insights writes is encrypted and does not stay."
  }

  assert {
    condition = (
      aws_ecs_service.this.name == "sluice-test-processor" && aws_ecs_service.this.cluster == aws_ecs_cluster.this.arn &&
      aws_ecs_service.this.task_definition == var.task_definition_arn && aws_ecs_service.this.desired_count == 1 &&
      !aws_ecs_service.this.network_configuration[0].assign_public_ip && aws_ecs_service.this.network_configuration[0].subnets == toset(["subnet-1", "subnet-2"]) &&
      aws_ecs_service.this.network_configuration[0].security_groups == toset(["sg-1"]) && !aws_ecs_service.this.enable_execute_command &&
      aws_ecs_service.this.enable_ecs_managed_tags && aws_ecs_service.this.propagate_tags == "SERVICE"
    )
    error_message = "The service is what the variables say, without a public address and without a way in."
  }

  assert {
    condition = (
      aws_ecs_service.this.deployment_minimum_healthy_percent == 100 && aws_ecs_service.this.deployment_maximum_percent == 200 &&
      aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback &&
      aws_ecs_service.this.force_new_deployment
    )
    error_message = "A rollout starts the new before it stops the old, and goes back by itself."
  }

  assert {
    condition = aws_ecs_service.this.capacity_provider_strategy == toset([
      { capacity_provider = "FARGATE", base = 1, weight = 1 }, { capacity_provider = "FARGATE_SPOT", base = 0, weight = 3 },
    ])
    error_message = "One task on demand, then one for every three on Spot."
  }

  assert {
    condition = (
      aws_appautoscaling_target.this.resource_id == "service/sluice-test-cluster/sluice-test-processor" && aws_appautoscaling_target.this.min_capacity == 1 &&
      aws_appautoscaling_target.this.max_capacity == 4 && aws_appautoscaling_target.this.scalable_dimension == "ecs:service:DesiredCount"
    )
    error_message = "The service scales between its bounds."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.first_task) == 0 && length(aws_cloudwatch_metric_alarm.waits_for_task) == 0 && output.scaling_alarm_names == ["sluice-test-processor-idle"]
    error_message = "With a task at all times there is no step from none."
  }

  assert {
    condition     = output.cluster_name == "sluice-test-cluster" && output.cluster_arn == aws_ecs_cluster.this.arn && output.service_name == "sluice-test-processor"
    error_message = "The outputs are the service's."
  }
}

run "grows_with_the_backlog" {
  command = plan

  assert {
    condition = alltrue([for policy in aws_appautoscaling_policy.backlog.target_tracking_scaling_policy_configuration : (
      policy.target_value == 50 && policy.scale_out_cooldown == 60 && policy.disable_scale_in
    )])
    error_message = "Target tracking adds tasks and takes none away."
  }

  assert {
    condition     = local.backlog_per_task.expression == "(FILL(visible_0, REPEAT) + FILL(visible_1, REPEAT)) / running"
    error_message = "The backlog of a task is what waits in all queues by the tasks that run."
  }

  assert {
    condition = jsonencode({ for metric in aws_appautoscaling_policy.backlog.target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : metric.id => [
      metric.return_data, metric.expression,
      [for stat in metric.metric_stat : [stat.stat, stat.metric[0].namespace, stat.metric[0].metric_name, { for dimension in stat.metric[0].dimensions : dimension.name => dimension.value }]],
      ] }) == jsonencode({
      backlog_per_task = [true, local.backlog_per_task.expression, []]
      visible_0        = [false, null, [["Maximum", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = "files" }]]]
      visible_1        = [false, null, [["Maximum", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = "rows" }]]]
      running          = [false, null, [["Maximum", "ECS/ContainerInsights", "RunningTaskCount", { ClusterName = "sluice-test-cluster", ServiceName = "sluice-test-processor" }]]]
    })
    error_message = "It is worked out from the queues' visible messages and the service's running tasks."
  }
}

run "shrinks_when_nothing_is_left" {
  command = plan

  assert {
    condition     = local.unfinished.expression == "visible_0 + visible_1 + hidden_0 + hidden_1"
    error_message = "What is worked on or backs off is unfinished too."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.idle.comparison_operator == "LessThanOrEqualToThreshold" && aws_cloudwatch_metric_alarm.idle.threshold == 0 &&
      aws_cloudwatch_metric_alarm.idle.evaluation_periods == 5 && aws_cloudwatch_metric_alarm.idle.datapoints_to_alarm == 5 &&
      aws_cloudwatch_metric_alarm.idle.treat_missing_data == "notBreaching" &&
      aws_cloudwatch_metric_alarm.idle.alarm_actions == toset([aws_appautoscaling_policy.idle.arn])
    )
    error_message = "The queues must have been empty for the whole cooldown, and be known to have been."
  }

  assert {
    condition = jsonencode({ for query in aws_cloudwatch_metric_alarm.idle.metric_query : query.id => [
      query.return_data == true, query.expression, [for metric in query.metric : [metric.period, metric.stat, metric.namespace, metric.metric_name, metric.dimensions]],
      ] }) == jsonencode({
      unfinished = [true, local.unfinished.expression, []]
      visible_0  = [false, null, [[60, "Maximum", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = "files" }]]]
      visible_1  = [false, null, [[60, "Maximum", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = "rows" }]]]
      hidden_0   = [false, null, [[60, "Maximum", "AWS/SQS", "ApproximateNumberOfMessagesNotVisible", { QueueName = "files" }]]]
      hidden_1   = [false, null, [[60, "Maximum", "AWS/SQS", "ApproximateNumberOfMessagesNotVisible", { QueueName = "rows" }]]]
    })
    error_message = "It is worked out from both metrics of both queues."
  }

  assert {
    condition = alltrue([for policy in aws_appautoscaling_policy.idle.step_scaling_policy_configuration : (
      policy.adjustment_type == "ExactCapacity" && policy.cooldown == 300 && one(policy.step_adjustment).scaling_adjustment == 1 &&
      one(policy.step_adjustment).metric_interval_upper_bound == "0" && one(policy.step_adjustment).metric_interval_lower_bound == null
    )])
    error_message = "It goes back to the least."
  }
}

run "may_be_none" {
  command = plan

  variables {
    container_insights            = "enhanced"
    insights_retention_days       = 7
    ephemeral_storage_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
    queue_names                   = ["a", "b", "c", "d", "e"]
    capacity                      = { on_demand_base = 0, on_demand_weight = 0, spot_weight = 1 }
    scaling = {
      min_tasks                  = 0
      max_tasks                  = 10
      backlog_per_task           = 0.5
      period_seconds             = 120
      scale_out_cooldown_seconds = 0
      scale_in_cooldown_seconds  = 0
    }
  }

  assert {
    condition     = aws_ecs_cluster.this.setting == toset([{ name = "containerInsights", value = "enhanced" }]) && aws_ecs_cluster.this.configuration[0].managed_storage_configuration[0].fargate_ephemeral_storage_kms_key_id == var.ephemeral_storage_kms_key_arn && aws_cloudwatch_log_group.insights.retention_in_days == 7
    error_message = "The disks are encrypted with the key that was given."
  }

  assert {
    condition     = aws_ecs_service.this.capacity_provider_strategy == toset([{ capacity_provider = "FARGATE_SPOT", base = 0, weight = 1 }])
    error_message = "A kind of capacity that is never used stays out."
  }

  assert {
    condition     = local.waiting_without_task.expression == "IF(FILL(running, REPEAT) < TIME_SERIES(1), FILL(visible_0, REPEAT) + FILL(visible_1, REPEAT) + FILL(visible_2, REPEAT) + FILL(visible_3, REPEAT) + FILL(visible_4, REPEAT), 0)"
    error_message = "What waits counts while no task runs."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.waits_for_task[0].comparison_operator == "GreaterThanThreshold" && aws_cloudwatch_metric_alarm.waits_for_task[0].threshold == 0 &&
      aws_cloudwatch_metric_alarm.waits_for_task[0].evaluation_periods == 1 && aws_cloudwatch_metric_alarm.waits_for_task[0].treat_missing_data == "notBreaching" &&
      aws_cloudwatch_metric_alarm.waits_for_task[0].alarm_actions == toset([aws_appautoscaling_policy.first_task[0].arn]) &&
      toset([for query in aws_cloudwatch_metric_alarm.waits_for_task[0].metric_query : query.id if query.expression == null]) == toset(["visible_0", "visible_1", "visible_2", "visible_3", "visible_4", "running"]) &&
      alltrue([for query in aws_cloudwatch_metric_alarm.waits_for_task[0].metric_query : query.metric[0].period == 120 if query.expression == null])
    )
    error_message = "One minute in which something waits and nobody runs is enough."
  }

  assert {
    condition = alltrue([for policy in aws_appautoscaling_policy.first_task[0].step_scaling_policy_configuration : (
      policy.adjustment_type == "ChangeInCapacity" && policy.cooldown == 0 && one(policy.step_adjustment).scaling_adjustment == 1 &&
      one(policy.step_adjustment).metric_interval_lower_bound == "0" && one(policy.step_adjustment).metric_interval_upper_bound == null
    )])
    error_message = "It starts one task."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.idle.step_scaling_policy_configuration[0].step_adjustment).scaling_adjustment == 0 && aws_cloudwatch_metric_alarm.idle.evaluation_periods == 1
    error_message = "It goes back to none."
  }

  assert {
    condition     = length([for query in aws_cloudwatch_metric_alarm.idle.metric_query : query if query.expression == null]) == 10
    error_message = "Five queues are what an alarm's ten metrics are enough for."
  }

  assert {
    condition     = output.scaling_alarm_names == ["sluice-test-processor-idle", "sluice-test-processor-waits-for-task"]
    error_message = "Both alarms are named."
  }
}

run "all_on_demand" {
  command = plan

  variables {
    capacity = { on_demand_base = 2, on_demand_weight = 1, spot_weight = 0 }
  }

  assert {
    condition     = aws_ecs_service.this.capacity_provider_strategy == toset([{ capacity_provider = "FARGATE", base = 2, weight = 1 }])
    error_message = "Without weight there is no Spot."
  }
}

run "refuses_what_cannot_be" {
  command = plan

  variables {
    name                          = "with spaces"
    cluster_name                  = "with spaces"
    subnet_ids                    = []
    security_group_ids            = []
    capacity                      = { on_demand_base = 1, on_demand_weight = 0, spot_weight = 0 }
    queue_names                   = ["a", "b", "c", "d", "e", "f"]
    container_insights            = "disabled"
    insights_retention_days       = 2
    kms_key_arn                   = "arn:aws:kms:eu-west-1:123456789012:alias/sluice"
    ephemeral_storage_kms_key_arn = "sluice"
    scaling                       = { min_tasks = 5, max_tasks = 4, backlog_per_task = 50, period_seconds = 60, scale_out_cooldown_seconds = 60, scale_in_cooldown_seconds = 300 }
  }

  expect_failures = [
    var.name, var.cluster_name, var.subnet_ids, var.security_group_ids, var.capacity, var.queue_names, var.container_insights, var.insights_retention_days,
    var.kms_key_arn, var.ephemeral_storage_kms_key_arn, var.scaling,
  ]
}

run "refuses_a_negative_base" {
  command = plan

  variables {
    capacity = { on_demand_base = -1 }
  }

  expect_failures = [var.capacity]
}

run "refuses_a_queue_twice" {
  command = plan

  variables {
    queue_names = ["files", "files"]
  }

  expect_failures = [var.queue_names]
}

run "refuses_no_backlog" {
  command = plan

  variables {
    scaling = { min_tasks = 0, max_tasks = 4, backlog_per_task = 0, period_seconds = 60, scale_out_cooldown_seconds = 60, scale_in_cooldown_seconds = 300 }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_period_that_sqs_does_not_report" {
  command = plan

  variables {
    scaling = { min_tasks = 0, max_tasks = 4, backlog_per_task = 50, period_seconds = 30, scale_out_cooldown_seconds = 60, scale_in_cooldown_seconds = 300 }
  }

  expect_failures = [var.scaling]
}

run "refuses_parts_of_seconds" {
  command = plan

  variables {
    scaling = { min_tasks = 0, max_tasks = 4, backlog_per_task = 50, period_seconds = 60, scale_out_cooldown_seconds = 0.5, scale_in_cooldown_seconds = 300 }
  }

  expect_failures = [var.scaling]
}

run "refuses_to_look_back_longer_than_a_day" {
  command = plan

  variables {
    scaling = { min_tasks = 0, max_tasks = 4, backlog_per_task = 50, period_seconds = 60, scale_out_cooldown_seconds = 60, scale_in_cooldown_seconds = 86401 }
  }

  expect_failures = [var.scaling]
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.processor.service_name == "sluice-dev-processor" && output.processor.scaling_alarm_names == ["sluice-dev-processor-idle"]
    error_message = "The example is a service."
  }
}
