locals {
  dns_suffix     = var.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"
  regional       = "${var.region}:${var.account_id}"
  landing_arn    = "arn:${var.partition}:s3:::${var.landing_bucket}"
  staging_arn    = "arn:${var.partition}:s3:::${var.staging_bucket}"
  quarantine_arn = "arn:${var.partition}:s3:::${var.quarantine_bucket}"
  stream_arn     = "arn:${var.partition}:kinesis:${local.regional}:stream/${var.stream_name}"
  cluster_arn    = "arn:${var.partition}:ecs:${local.regional}:cluster/${var.cluster_name}"
  queue_arns     = { for role, name in var.queue_names : role => "arn:${var.partition}:sqs:${local.regional}:${name}" }

  lane_arns        = [local.queue_arns.files, local.queue_arns.rows]
  dead_letter_arns = [local.queue_arns.filesDlq, local.queue_arns.rowsDlq]
}

# Nobody has either until it is attached.
resource "aws_iam_policy" "producer" {
  name        = "${var.name}-producer"
  description = "Land files and put records."
  policy      = data.aws_iam_policy_document.producer.json
}

resource "aws_iam_policy" "operator" {
  name        = "${var.name}-operator"
  description = "Run the commands of sluice that look, mend, replay, query and migrate."
  policy      = data.aws_iam_policy_document.operator.json

  lifecycle {
    precondition {
      condition     = length(replace(data.aws_iam_policy_document.operator.minified_json, " ", "")) <= 6144
      error_message = "The operator's policy has more than the 6,144 characters that IAM takes: choose shorter names."
    }
  }
}

# In parts, so that a plan shows in full what does not wait for a key or a workgroup.
data "aws_iam_policy_document" "operator" {
  source_policy_documents = [
    data.aws_iam_policy_document.operator_status.json,
    data.aws_iam_policy_document.operator_queues.json,
    data.aws_iam_policy_document.operator_objects.json,
    data.aws_iam_policy_document.operator_stream.json,
    data.aws_iam_policy_document.operator_statements.json,
    data.aws_iam_policy_document.operator_encryption.json,
  ]
}
