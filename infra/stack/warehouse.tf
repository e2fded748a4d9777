module "warehouse" {
  source = "../modules/warehouse"
  count  = var.existing_warehouse == null ? 1 : 0

  name               = "${local.prefix}-warehouse"
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  database           = local.topology.warehouse.database
  base_capacity      = var.warehouse.base_capacity
  max_capacity       = var.warehouse.max_capacity
  usage_limits       = var.warehouse.usage_limits
  subnet_ids         = local.network.subnet_ids
  security_group_ids = local.network.warehouse_security_group_ids
  kms_key_arn        = local.kms_key_arn
  staging_bucket_arn = local.bucket_arns.staging
  log_retention_days = var.log_retention_days
}

locals {
  warehouse = var.existing_warehouse != null ? {
    workgroup_name = var.existing_warehouse.workgroup_name
    database       = var.existing_warehouse.database
    copy_role_arn  = var.existing_warehouse.copy_role_arn
    } : {
    workgroup_name = "${local.prefix}-warehouse"
    database       = local.topology.warehouse.database
    copy_role_arn  = "arn:${var.partition}:iam::${var.account_id}:role/${local.prefix}-warehouse-copy"
  }

  # A workgroup's ARN ends with an id that only Redshift knows.
  workgroup_arn = var.existing_warehouse != null ? var.existing_warehouse.workgroup_arn : one(module.warehouse[*].workgroup_arn)
}

# What the processor and sweep may ask of the warehouse: statements in this workgroup, and nothing about statements that
# somebody else runs.
data "aws_iam_policy_document" "statements" {
  for_each = {
    processor = ["redshift-data:BatchExecuteStatement", "redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials"]
    sweep     = ["redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials"]
  }

  statement {
    sid       = "RunStatements"
    actions   = each.value
    resources = [local.workgroup_arn]
  }
}

data "aws_iam_policy_document" "own_statements" {
  # These actions have no resource level; the condition leaves those whose statement it is.
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
