# `status`.
data "aws_iam_policy_document" "operator_status" {
  # Metrics have no resource level.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  statement {
    sid       = "ReadMetrics"
    actions   = ["cloudwatch:GetMetricData"]
    resources = ["*"]
  }

  # A list of alarms cannot be bound to some of them.
  statement {
    sid       = "SeeAlarms"
    actions   = ["cloudwatch:DescribeAlarms"]
    resources = ["arn:${var.partition}:cloudwatch:${local.regional}:alarm:*"]
  }

  statement {
    sid       = "SeeTheProcessor"
    actions   = ["ecs:DescribeServices"]
    resources = ["arn:${var.partition}:ecs:${local.regional}:service/${var.cluster_name}/${var.service_name}"]
  }

  statement {
    sid       = "SeeTasks"
    actions   = ["ecs:DescribeTasks"]
    resources = ["arn:${var.partition}:ecs:${local.regional}:task/${var.cluster_name}/*"]
  }

  # A list of tasks is bound by its cluster, and by no resource that Fargate has.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  statement {
    sid       = "ListTasks"
    actions   = ["ecs:ListTasks"]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [local.cluster_arn]
    }
  }
}

# `query`, `migrate`, `quarantine`, `sweep`, `status --ledger`. What a statement may do is up to the database, where the caller is
# `IAMR:<role>` or `IAM:<user>`.
data "aws_iam_policy_document" "operator_statements" {
  statement {
    sid       = "RunStatements"
    actions   = ["redshift-data:BatchExecuteStatement", "redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials"]
    resources = [var.workgroup_arn]
  }

  # These have no resource level; the condition leaves those whose statement it is.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftdataapi.html
  statement {
    sid       = "FollowOwnStatements"
    actions   = ["redshift-data:CancelStatement", "redshift-data:DescribeStatement", "redshift-data:GetStatementResult"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "redshift-data:statement-owner-iam-userid"
      values   = ["$${aws:userid}"]
    }
  }
}

# `replay stream`, `replay failures`, `status`.
data "aws_iam_policy_document" "operator_stream" {
  statement {
    sid       = "ReadTheStream"
    actions   = ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
    resources = [local.stream_arn]
  }
}
