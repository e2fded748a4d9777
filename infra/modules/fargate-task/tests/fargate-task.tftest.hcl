mock_provider "aws" {
  override_during = plan

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/mocked:7" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                 = "sluice-test-processor"
  account_id           = "123456789012"
  region               = "eu-west-1"
  image                = "public.example.com/processor:1.0.0"
  cpu                  = 512
  memory_megabytes     = 1024
  stop_timeout_seconds = 30
  kms_key_arn          = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}

run "as_little_as_possible" {
  command = plan

  assert {
    condition = (
      aws_ecs_task_definition.this.family == "sluice-test-processor" && aws_ecs_task_definition.this.requires_compatibilities == toset(["FARGATE"]) &&
      aws_ecs_task_definition.this.network_mode == "awsvpc" && aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "1024" &&
      one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "X86_64" && length(aws_ecs_task_definition.this.ephemeral_storage) == 0 &&
      aws_ecs_task_definition.this.skip_destroy
    )
    error_message = "The task is what the variables say, with Fargate's own disk, and its revisions stay."
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.this.container_definitions)) == 1 && !can(local.container.healthCheck) && !can(local.container.command)
    error_message = "One container, with the image's own command, asked nothing."
  }

  assert {
    condition = alltrue([
      local.container.user == "1000:1000", local.container.readonlyRootFilesystem, !local.container.privileged,
      local.container.linuxParameters.initProcessEnabled, jsonencode(local.container.linuxParameters.capabilities) == jsonencode({ drop = ["ALL"] }),
    ])
    error_message = "The process is nobody in particular, has no capabilities, and cannot change its own image."
  }

  assert {
    condition = (
      jsonencode(local.container.mountPoints) == jsonencode([{ containerPath = "/tmp", readOnly = false, sourceVolume = "work" }]) &&
      one(aws_ecs_task_definition.this.volume).name == "work"
    )
    error_message = "It writes to /tmp alone, which is the task's own disk."
  }

  assert {
    condition = (
      local.container.logConfiguration.logDriver == "awslogs" && local.container.logConfiguration.options.mode == "non-blocking" &&
      local.container.logConfiguration.options["max-buffer-size"] == "25m" && local.container.logConfiguration.options["awslogs-region"] == "eu-west-1" &&
      local.container.logConfiguration.options["awslogs-group"] == "/sluice/sluice-test-processor" && aws_cloudwatch_log_group.this.name == "/sluice/sluice-test-processor" &&
      aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn && aws_cloudwatch_log_group.this.retention_in_days == 90
    )
    error_message = "It logs to its own group, which is encrypted and forgets, and never waits for it."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.trust.statement[0].principals == toset([{ type = "Service", identifiers = toset(["ecs-tasks.amazonaws.com"]) }]) &&
      data.aws_iam_policy_document.trust.statement[0].condition == toset([
        { test = "StringEquals", variable = "aws:SourceAccount", values = tolist(["123456789012"]) },
        { test = "ArnLike", variable = "aws:SourceArn", values = tolist(["arn:aws:ecs:eu-west-1:123456789012:*"]) },
      ])
    )
    error_message = "Only ECS may assume the roles, for tasks of this account and region."
  }

  assert {
    condition = (
      length(data.aws_iam_policy_document.execution.statement) == 1 &&
      data.aws_iam_policy_document.execution.statement[0].actions == toset(["logs:CreateLogStream", "logs:PutLogEvents"]) &&
      data.aws_iam_policy_document.execution.statement[0].resources == toset(["arn:aws:logs:eu-west-1:123456789012:log-group:/sluice/sluice-test-processor:*"])
    )
    error_message = "To start a public image ECS needs to log, nothing else."
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0
    error_message = "The process may do nothing that was not given."
  }

  assert {
    condition = (
      output.task_definition_arn == aws_ecs_task_definition.this.arn && output.family == "sluice-test-processor" && output.container_name == local.container.name &&
      output.task_role_name == aws_iam_role.task.name && output.task_role_arn == "arn:aws:iam::123456789012:role/${aws_iam_role.task.name}" &&
      output.execution_role_arn == "arn:aws:iam::123456789012:role/${aws_iam_role.execution.name}" && output.log_group_name == "/sluice/sluice-test-processor"
    )
    error_message = "The outputs are the task's, with ARNs that a plan knows."
  }
}

run "with_everything" {
  command = plan

  variables {
    repository_arn        = "arn:aws:ecr:eu-west-1:123456789012:repository/processor"
    image                 = "localhost:5000/processor@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    ephemeral_storage_gib = 200
    architecture          = "ARM64"
    command               = ["sweep"]
    environment           = { HEALTH_PORT = "9090", AWS_REGION = "eu-west-1" }
    policies              = { queues = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
    stop_timeout_seconds  = 120
    health_port           = 9090
    log_retention_days    = 7
  }

  assert {
    condition     = one(aws_ecs_task_definition.this.ephemeral_storage).size_in_gib == 200 && one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "ARM64"
    error_message = "Disk and instruction set are what the variables say."
  }

  assert {
    condition = (
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["sweep"] &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment == [{ name = "AWS_REGION", value = "eu-west-1" }, { name = "HEALTH_PORT", value = "9090" }] &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image == var.image &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].stopTimeout == 120 &&
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].essential
    )
    error_message = "The container is what the variables say."
  }

  assert {
    condition = (
      local.container.healthCheck.command[0] == "CMD" && local.container.healthCheck.command[1] == "node" &&
      strcontains(local.container.healthCheck.command[3], "fetch('http://127.0.0.1:9090/healthz')") &&
      local.container.healthCheck.interval == 30 && local.container.healthCheck.timeout < 30 && local.container.healthCheck.retries == 3
    )
    error_message = "The container asks itself on loopback whether it is alive."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.execution.statement[1].actions == toset(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]) &&
      data.aws_iam_policy_document.execution.statement[1].resources == toset(["arn:aws:ecr:eu-west-1:123456789012:repository/processor"]) &&
      data.aws_iam_policy_document.execution.statement[2].actions == toset(["ecr:GetAuthorizationToken"]) && length(data.aws_iam_policy_document.execution.statement) == 3
    )
    error_message = "ECS pulls from the one repository."
  }

  assert {
    condition     = aws_iam_role_policy.task["queues"].role == "sluice-test-processor-task" && aws_iam_role_policy.task["queues"].policy == var.policies.queues && aws_iam_role_policy.execution.role == "sluice-test-processor-execution"
    error_message = "The policies that were given are the process's, not ECS's."
  }
}

run "refuses_what_cannot_be" {
  command = plan

  variables {
    name                  = "a-name-of-which-nobody-can-make-an-execution-role-at-all"
    account_id            = "1234"
    region                = "Ireland"
    partition             = "azure"
    image                 = "processor:latest"
    repository_arn        = "processor"
    cpu                   = 300
    ephemeral_storage_gib = 20
    architecture          = "arm64"
    policies              = { "with spaces" = "{}" }
    stop_timeout_seconds  = 121
    health_port           = 0
    log_retention_days    = 8
    kms_key_arn           = "arn:aws:kms:eu-west-1:123456789012:alias/sluice"
  }

  expect_failures = [
    var.name, var.account_id, var.region, var.partition, var.image, var.repository_arn, var.cpu, var.ephemeral_storage_gib,
    var.architecture, var.policies, var.stop_timeout_seconds, var.health_port, var.log_retention_days, var.kms_key_arn,
  ]
}

run "refuses_memory_that_fargate_does_not_have_for_this_cpu" {
  command = plan

  variables {
    cpu              = 2048
    memory_megabytes = 2048
  }

  expect_failures = [var.memory_megabytes]
}

run "refuses_an_image_without_a_tag" {
  command = plan

  variables {
    image = "localhost:5000/processor"
  }

  expect_failures = [var.image]
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.task.family == "sluice-dev-processor" && output.task.task_role_arn == "arn:aws:iam::123456789012:role/sluice-dev-processor-task"
    error_message = "The example is a task."
  }
}
