resource "aws_iam_role" "this" {
  name               = "${var.name}-schedule"
  description        = "What the schedule ${var.name} may start."
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "RunAsTheSchedule"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    # EventBridge Scheduler tells the schedule's group, not the schedule.
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${var.partition}:scheduler:${var.region}:${var.account_id}:schedule-group/${local.group_name}"]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "start"
  role   = aws_iam_role.this.name
  policy = local.runs_function ? data.aws_iam_policy_document.invoke[0].json : data.aws_iam_policy_document.run_task[0].json
}

data "aws_iam_policy_document" "invoke" {
  count = local.runs_function ? 1 : 0

  statement {
    sid       = "InvokeTheFunction"
    actions   = ["lambda:InvokeFunction"]
    resources = [var.lambda_arn]
  }
}

data "aws_iam_policy_document" "run_task" {
  count = local.runs_function ? 0 : 1

  # Any revision of the one family: while a new one is deployed the schedule still names the one before.
  statement {
    sid       = "RunTheTask"
    actions   = ["ecs:RunTask"]
    resources = ["arn:${var.partition}:ecs:${var.region}:${var.account_id}:task-definition/${var.ecs_task.family}:*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [local.cluster_arn]
    }
  }

  statement {
    sid       = "PassItsRoles"
    actions   = ["iam:PassRole"]
    resources = var.ecs_task.pass_role_arns

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  # Tags are set as the task starts: without this no task starts.
  # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
  statement {
    sid       = "TagTheTaskAsItStarts"
    actions   = ["ecs:TagResource"]
    resources = ["arn:${var.partition}:ecs:${var.region}:${var.account_id}:task/${var.ecs_task.cluster_name}/*"]

    condition {
      test     = "StringEquals"
      variable = "ecs:CreateAction"
      values   = ["RunTask"]
    }
  }
}
