# In a key policy the resource "*" is this key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
data "aws_iam_policy_document" "this" {
  # AWS's own default: IAM policies decide who administers and uses the key. Without it a key can lock out everyone,
  # and a policy that lists roles instead would have to name roles that do not exist when the key is made.
  statement {
    sid       = "AccountDecidesThroughIam"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${var.partition}:iam::${var.account_id}:root"]
    }
  }

  # An alarm has no role: CloudWatch itself publishes to the encrypted topic.
  statement {
    sid       = "AlarmsPublishToEncryptedTopics"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }

  dynamic "statement" {
    for_each = length(var.log_group_name_prefixes) == 0 ? [] : [var.log_group_name_prefixes]

    content {
      sid       = "LogGroupsAreEncrypted"
      actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = ["logs.${var.region}.amazonaws.com"]
      }

      condition {
        test     = "ArnLike"
        variable = "kms:EncryptionContext:aws:logs:arn"
        values   = [for prefix in statement.value : "arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group:${prefix}*"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.fargate_cluster_names) == 0 ? [] : [var.fargate_cluster_names]

    content {
      sid       = "FargateMakesDataKeys"
      actions   = ["kms:GenerateDataKeyWithoutPlaintext"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = ["fargate.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:aws:ecs:clusterAccount"
        values   = [var.account_id]
      }

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:aws:ecs:clusterName"
        values   = statement.value
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.fargate_cluster_names) == 0 ? [] : [var.fargate_cluster_names]

    content {
      sid       = "FargateGrantsDecryption"
      actions   = ["kms:CreateGrant"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = ["fargate.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:aws:ecs:clusterAccount"
        values   = [var.account_id]
      }

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:aws:ecs:clusterName"
        values   = statement.value
      }

      condition {
        test     = "ForAllValues:StringEquals"
        variable = "kms:GrantOperations"
        values   = ["Decrypt"]
      }
    }
  }
}
