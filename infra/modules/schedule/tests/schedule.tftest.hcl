mock_provider "aws" {
  override_during = plan

  mock_resource "aws_scheduler_schedule" {
    defaults = { arn = "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/mocked" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                = "sluice-test-redrive"
  description         = "Runs it."
  account_id          = "123456789012"
  region              = "eu-west-1"
  schedule_expression = "rate(15 minutes)"
  retry               = { max_attempts = 3, max_age_seconds = 3600 }
}

run "runs_a_function" {
  command = plan

  variables {
    lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:redrive"
    input      = "{\"source\":\"test\"}"
  }

  assert {
    condition = (
      aws_scheduler_schedule.this.name == "sluice-test-redrive" && aws_scheduler_schedule.this.schedule_expression == "rate(15 minutes)" &&
      aws_scheduler_schedule.this.schedule_expression_timezone == "UTC" && aws_scheduler_schedule.this.state == "ENABLED" &&
      aws_scheduler_schedule.this.group_name == "default" && aws_scheduler_schedule.this.flexible_time_window[0].mode == "OFF"
    )
    error_message = "It runs when it was told to."
  }

  assert {
    condition = (
      aws_scheduler_schedule.this.target[0].arn == var.lambda_arn && aws_scheduler_schedule.this.target[0].input == var.input &&
      aws_scheduler_schedule.this.target[0].role_arn == aws_iam_role.this.arn && length(aws_scheduler_schedule.this.target[0].ecs_parameters) == 0 &&
      aws_scheduler_schedule.this.target[0].retry_policy[0].maximum_retry_attempts == 3 &&
      aws_scheduler_schedule.this.target[0].retry_policy[0].maximum_event_age_in_seconds == 3600
    )
    error_message = "It invokes the function, and tries again as told."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.trust.statement[0].principals == toset([{ type = "Service", identifiers = toset(["scheduler.amazonaws.com"]) }]) &&
      data.aws_iam_policy_document.trust.statement[0].condition == toset([
        { test = "StringEquals", variable = "aws:SourceAccount", values = tolist(["123456789012"]) },
        { test = "StringEquals", variable = "aws:SourceArn", values = tolist(["arn:aws:scheduler:eu-west-1:123456789012:schedule-group/default"]) },
      ])
    )
    error_message = "Only EventBridge Scheduler may assume the role, for this account's group."
  }

  assert {
    condition = (
      length(data.aws_iam_policy_document.invoke[0].statement) == 1 && length(data.aws_iam_policy_document.run_task) == 0 &&
      data.aws_iam_policy_document.invoke[0].statement[0].actions == toset(["lambda:InvokeFunction"]) &&
      data.aws_iam_policy_document.invoke[0].statement[0].resources == toset([var.lambda_arn])
    )
    error_message = "The role may invoke the one function."
  }

  assert {
    condition     = aws_iam_role.this.name == "sluice-test-redrive-schedule" && output.arn == aws_scheduler_schedule.this.arn && output.role_arn == aws_iam_role.this.arn
    error_message = "The outputs are the schedule's."
  }
}

run "runs_a_task" {
  command = plan

  variables {
    enabled             = false
    schedule_expression = "cron(0 3 ? * MON-FRI *)"
    ecs_task = {
      cluster_name        = "main"
      family              = "sweep"
      task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/sweep:12"
      subnet_ids          = ["subnet-1", "subnet-2"]
      security_group_ids  = ["sg-1"]
      pass_role_arns      = ["arn:aws:iam::123456789012:role/sweep-task", "arn:aws:iam::123456789012:role/sweep-execution"]
    }
  }

  assert {
    condition     = aws_scheduler_schedule.this.state == "DISABLED" && aws_scheduler_schedule.this.target[0].arn == "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
    error_message = "It stands there and runs nothing."
  }

  assert {
    condition = alltrue([for task in aws_scheduler_schedule.this.target[0].ecs_parameters : (
      task.task_definition_arn == "arn:aws:ecs:eu-west-1:123456789012:task-definition/sweep:12" && task.launch_type == "FARGATE" && task.task_count == 1 &&
      !task.network_configuration[0].assign_public_ip && task.network_configuration[0].subnets == toset(["subnet-1", "subnet-2"]) &&
      task.network_configuration[0].security_groups == toset(["sg-1"]) && task.propagate_tags == "TASK_DEFINITION"
    )]) && length(aws_scheduler_schedule.this.target[0].ecs_parameters) == 1
    error_message = "It runs one task of the revision, without a public address."
  }

  assert {
    condition = (
      length(data.aws_iam_policy_document.invoke) == 0 && length(data.aws_iam_policy_document.run_task[0].statement) == 3 &&
      data.aws_iam_policy_document.run_task[0].statement[0].actions == toset(["ecs:RunTask"]) &&
      data.aws_iam_policy_document.run_task[0].statement[0].resources == toset(["arn:aws:ecs:eu-west-1:123456789012:task-definition/sweep:*"]) &&
      data.aws_iam_policy_document.run_task[0].statement[0].condition == toset([{ test = "ArnEquals", variable = "ecs:cluster", values = tolist(["arn:aws:ecs:eu-west-1:123456789012:cluster/main"]) }])
    )
    error_message = "The role may run the one family in the one cluster."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.run_task[0].statement[1].actions == toset(["iam:PassRole"]) &&
      data.aws_iam_policy_document.run_task[0].statement[1].resources == toset(["arn:aws:iam::123456789012:role/sweep-task", "arn:aws:iam::123456789012:role/sweep-execution"]) &&
      data.aws_iam_policy_document.run_task[0].statement[1].condition == toset([{ test = "StringEquals", variable = "iam:PassedToService", values = tolist(["ecs-tasks.amazonaws.com"]) }])
    )
    error_message = "It passes the task's roles, to ECS only."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.run_task[0].statement[2].actions == toset(["ecs:TagResource"]) &&
      data.aws_iam_policy_document.run_task[0].statement[2].resources == toset(["arn:aws:ecs:eu-west-1:123456789012:task/main/*"]) &&
      data.aws_iam_policy_document.run_task[0].statement[2].condition == toset([{ test = "StringEquals", variable = "ecs:CreateAction", values = tolist(["RunTask"]) }])
    )
    error_message = "It tags tasks of the cluster as they start, and no others."
  }
}

run "refuses_what_cannot_be" {
  command = plan

  variables {
    name                = "with spaces"
    description         = ""
    account_id          = "1234"
    region              = "Ireland"
    partition           = "azure"
    schedule_expression = "every 15 minutes"
    input               = "{"
    ecs_task            = { cluster_name = "c", family = "f", task_definition_arn = "t", subnet_ids = [], security_group_ids = ["sg-1"], pass_role_arns = ["r"] }
    retry               = { max_attempts = 186, max_age_seconds = 59 }
  }

  expect_failures = [
    var.name, var.description, var.account_id, var.region, var.partition, var.schedule_expression, var.input, var.ecs_task, var.retry,
  ]
}

run "refuses_a_schedule_of_nothing" {
  command = plan

  expect_failures = [var.lambda_arn]
}

run "refuses_a_schedule_of_two_things" {
  command = plan

  variables {
    lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:redrive"
    ecs_task   = { cluster_name = "c", family = "f", task_definition_arn = "t", subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"], pass_role_arns = ["r"] }
  }

  expect_failures = [var.lambda_arn]
}

run "refuses_an_age_below_a_minute" {
  command = plan

  variables {
    lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:redrive"
    retry      = { max_attempts = 0, max_age_seconds = 59 }
  }

  expect_failures = [var.retry]
}

run "refuses_too_many_attempts" {
  command = plan

  variables {
    lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:redrive"
    retry      = { max_attempts = 186, max_age_seconds = 60 }
  }

  expect_failures = [var.retry]
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = can(output.schedules.redrive.arn) && can(output.schedules.sweep.role_arn)
    error_message = "The example has both kinds."
  }
}
