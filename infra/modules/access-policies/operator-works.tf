data "aws_iam_policy_document" "operator_queues" {
  # `status`, and every command that has to find a queue.
  statement {
    sid       = "SeeQueues"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"]
    resources = values(local.queue_arns)
  }

  # `dlq`; and notices of what is released, for `parked release`. SQS has no way to look without receiving.
  statement {
    sid       = "HoldMessages"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
    resources = concat(local.dead_letter_arns, [local.queue_arns.parked])
  }

  # A move task works with the rights of whoever starts it: the three above, and those to send below.
  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  statement {
    sid       = "Redrive"
    actions   = ["sqs:ListMessageMoveTasks", "sqs:StartMessageMoveTask"]
    resources = local.dead_letter_arns
  }

  # Back to a lane (`dlq redrive`, `parked release`, `replay`, `quarantine replay`, `sweep`), or out of the way (`dlq park`).
  statement {
    sid       = "SendMessages"
    actions   = ["sqs:SendMessage"]
    resources = concat(local.lane_arns, [local.queue_arns.parked])
  }
}

data "aws_iam_policy_document" "operator_objects" {
  # `quarantine replay`: under the header of the object version that a record came in.
  statement {
    sid       = "ReadWhatLanded"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.landing_arn}/*"]
  }

  # `replay files`, `sweep`.
  statement {
    sid       = "FindWhatLanded"
    actions   = ["s3:ListBucketVersions"]
    resources = [local.landing_arn]
  }

  # To list what is parked, counted and given up; and without it an object that is not there is answered with 403. No condition
  # on the prefix: a request for an object carries none.
  statement {
    sid       = "ListAndTellMissingFromRefused"
    actions   = ["s3:ListBucket"]
    resources = [local.landing_arn, local.quarantine_arn]
  }

  # `quarantine show` and `replay`, `parked`, `replay failures`.
  statement {
    sid       = "ReadQuarantine"
    actions   = ["s3:GetObject"]
    resources = [for prefix in ["aws/lambda", "parked", "records"] : "${local.quarantine_arn}/${prefix}/*"]
  }

  # `parked release`, `replay failures --remove`: a delete marker in front, no version goes.
  statement {
    sid       = "RemoveWhatWentBack"
    actions   = ["s3:DeleteObject"]
    resources = [for prefix in ["attempts", "aws/lambda", "parked"] : "${local.quarantine_arn}/${prefix}/*"]
  }

  # `dlq park`; and what does not fit a message, for `replay stream`, `replay failures` and `quarantine replay`.
  statement {
    sid       = "ParkAndClaim"
    actions   = ["s3:AbortMultipartUpload", "s3:PutObject"]
    resources = ["${local.quarantine_arn}/parked/*", "${local.staging_arn}/claims/*"]
  }
}

data "aws_iam_policy_document" "operator_encryption" {
  statement {
    sid       = "UseTheKeyThroughServices"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for service in ["s3", "sqs"] : "${service}.${var.region}.${local.dns_suffix}"]
    }
  }

  statement {
    sid       = "DecryptRecordsOfTheStream"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["kinesis.${var.region}.${local.dns_suffix}"]
    }
  }
}
