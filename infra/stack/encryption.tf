module "encryption" {
  source = "../modules/encryption"
  count  = var.kms_key_arn == null ? 1 : 0

  name                    = local.prefix
  account_id              = var.account_id
  region                  = var.region
  partition               = var.partition
  fargate_cluster_names   = var.encrypt_task_storage ? [local.names.cluster] : []
  log_group_name_prefixes = ["/aws/lambda/${local.prefix}-", "/aws/redshift/${local.prefix}-", "/aws/ecs/containerinsights/${local.prefix}-", "/sluice/${local.prefix}-"]
}

locals {
  kms_key_arn = var.kms_key_arn == null ? one(module.encryption[*].key_arn) : var.kms_key_arn
}

# A workload uses the key through the services that it calls, never by itself. The key's ARN is not known before it
# exists, so these documents stand apart from those that a first plan shows in full.
data "aws_iam_policy_document" "encryption" {
  for_each = {
    s3_trigger        = { write = ["sqs"], read = [] }
    kinesis_transform = { write = ["sqs", "s3"], read = ["kinesis"] }
    dlq_redrive       = { write = ["sqs", "sns"], read = [] }
    processor         = { write = ["sqs", "s3"], read = [] }
    sweep             = { write = ["sqs"], read = [] }
  }

  # Whoever sends to an encrypted queue or topic, or stores an object in parts, decrypts the data key as well.
  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  dynamic "statement" {
    for_each = {
      for sid, use in {
        WriteThroughServices = { actions = ["kms:Decrypt", "kms:GenerateDataKey"], services = each.value.write }
        ReadThroughServices  = { actions = ["kms:Decrypt"], services = each.value.read }
      } : sid => use if length(use.services) > 0
    }

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = [local.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = [for service in statement.value.services : "${service}.${var.region}.${local.dns_suffix}"]
      }
    }
  }
}
