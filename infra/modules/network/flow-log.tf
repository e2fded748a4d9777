locals {
  flow_log_group_name = "/sluice/${var.name}-flow-log"
}

resource "aws_flow_log" "this" {
  count = var.flow_log == null ? 0 : 1

  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow_log[0].arn
  iam_role_arn             = aws_iam_role.flow_log[0].arn
  max_aggregation_interval = 600

  tags = { Name = var.name }

  # Without the grant the flow log begins in the state "access error".
  depends_on = [aws_iam_role_policy.flow_log]
}

resource "aws_cloudwatch_log_group" "flow_log" {
  count = var.flow_log == null ? 0 : 1

  name              = local.flow_log_group_name
  retention_in_days = var.flow_log.retention_days
  kms_key_id        = var.flow_log.kms_key_arn
}

resource "aws_iam_role" "flow_log" {
  count = var.flow_log == null ? 0 : 1

  name               = "${var.name}-flow-log"
  description        = "Writes the flow log of the VPC ${var.name}."
  assume_role_policy = data.aws_iam_policy_document.flow_log_trust.json
}

resource "aws_iam_role_policy" "flow_log" {
  count = var.flow_log == null ? 0 : 1

  name   = "write-flow-log"
  role   = aws_iam_role.flow_log[0].name
  policy = data.aws_iam_policy_document.flow_log.json
}

# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
data "aws_iam_policy_document" "flow_log_trust" {
  statement {
    sid     = "WriteFlowLogs"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${var.partition}:ec2:${var.region}:${var.account_id}:vpc-flow-log/*"]
    }
  }
}

# Without CreateLogGroup, which AWS's example has: the group is there.
data "aws_iam_policy_document" "flow_log" {
  statement {
    sid       = "WriteRecords"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group:${local.flow_log_group_name}:*"]
  }

  # A list of groups cannot be bound to one of them.
  statement {
    sid       = "FindTheLogGroup"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group:*"]
  }
}
