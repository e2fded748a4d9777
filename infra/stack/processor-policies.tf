data "aws_iam_policy_document" "processor_queues" {
  statement {
    sid       = "WorkOnTheLanes"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
    resources = [for lane in keys(local.lanes) : local.queue_arns[lane]]
  }

  # It gives up by itself, with the story, before SQS would move a message in silence.
  statement {
    sid       = "GiveUpAndPark"
    actions   = ["sqs:SendMessage"]
    resources = concat([for lane in keys(local.lanes) : local.queue_arns["${lane}Dlq"]], [local.queue_arns.parked])
  }
}

data "aws_iam_policy_document" "processor_objects" {
  # Versions; an announcement without one is of a time when the bucket was not versioned.
  statement {
    sid       = "ReadWhatLanded"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.bucket_arns.landing}/*"]
  }

  # Without it an object that is not there is answered with 403, as if there were an outage. No condition on the prefix:
  # such a request carries none.
  statement {
    sid       = "TellMissingFromRefused"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arns.landing, local.bucket_arns.staging]
  }

  statement {
    sid       = "ReadClaims"
    actions   = ["s3:GetObject"]
    resources = ["${local.bucket_arns.staging}/claims/*"]
  }

  statement {
    sid     = "StageLoadsAndKeepBadRecords"
    actions = ["s3:AbortMultipartUpload", "s3:PutObject"]
    resources = [
      "${local.bucket_arns.staging}/loads/*",
      "${local.bucket_arns.quarantine}/records/*",
    ]
  }

  statement {
    sid       = "Park"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arns.quarantine}/parked/*"]
  }

  statement {
    sid       = "CountAttempts"
    actions   = ["s3:DeleteObject", "s3:PutObject"]
    resources = ["${local.bucket_arns.quarantine}/attempts/*"]
  }

  statement {
    sid       = "ListAttempts"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arns.quarantine]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["attempts/*"]
    }
  }

  # Before it receives anything, and while it is halted: can the buckets be used?
  statement {
    sid     = "Probe"
    actions = ["s3:PutObject"]
    resources = [
      "${local.bucket_arns.staging}/probe/*",
      "${local.bucket_arns.quarantine}/probe/*",
    ]
  }

  statement {
    sid       = "ReadTheProbe"
    actions   = ["s3:GetObject"]
    resources = ["${local.bucket_arns.staging}/probe/*"]
  }
}

# The agent of ECS asks for it in the task's name.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
data "aws_iam_policy_document" "processor_protection" {
  statement {
    sid       = "KeepTasksThatLoad"
    actions   = ["ecs:UpdateTaskProtection"]
    resources = ["arn:${var.partition}:ecs:${var.region}:${var.account_id}:task/${local.names.cluster}/*"]
  }
}
