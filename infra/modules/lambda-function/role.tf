resource "aws_iam_role" "this" {
  name               = var.name
  description        = "Execution role of the function ${var.name}."
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "RunAsTheFunction"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    # Not aws:SourceArn as well: what Lambda sends when it polls a stream, or checks the role of a function that is not
    # there yet, is not documented.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role_policy" "given" {
  for_each = var.policies

  name   = each.key
  role   = aws_iam_role.this.name
  policy = each.value
}

resource "aws_iam_role_policy" "write_logs" {
  name   = "write-logs"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.write_logs.json
}

# Not CreateLogGroup: the group is made here, with its retention and its key.
data "aws_iam_policy_document" "write_logs" {
  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group:${local.log_group_name}:*"]
  }
}

resource "aws_iam_role_policy" "write_traces" {
  count = var.tracing ? 1 : 0

  name   = "write-traces"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.write_traces.json
}

# X-Ray has no resource level for sending traces.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
data "aws_iam_policy_document" "write_traces" {
  statement {
    sid       = "WriteTraces"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }
}
