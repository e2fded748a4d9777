resource "aws_redshiftserverless_namespace" "this" {
  namespace_name = var.name
  db_name        = var.database
  kms_key_id     = var.kms_key_arn
  iam_roles      = [local.copy_role_arn]
  log_exports    = var.log_exports

  # Redshift makes the password, keeps it in Secrets Manager and rotates it: Terraform never sees it.
  manage_admin_password            = true
  admin_password_secret_kms_key_id = var.kms_key_arn

  # Redshift refuses a role that is not there, and makes log groups of its own where there are none: such never expire.
  depends_on = [aws_iam_role_policy.copy, aws_iam_role_policy.copy_encryption, aws_cloudwatch_log_group.exported]
}

resource "aws_redshiftserverless_workgroup" "this" {
  workgroup_name       = var.name
  namespace_name       = aws_redshiftserverless_namespace.this.namespace_name
  base_capacity        = var.base_capacity
  max_capacity         = var.max_capacity
  subnet_ids           = var.subnet_ids
  security_group_ids   = var.security_group_ids
  publicly_accessible  = false
  enhanced_vpc_routing = true

  config_parameter {
    parameter_key   = "require_ssl"
    parameter_value = "true"
  }

  lifecycle {
    # Redshift answers with every parameter it has, new ones among them, which the provider takes for a difference, and the
    # update for it fails. https://github.com/hashicorp/terraform-provider-aws/issues/49939
    ignore_changes = [config_parameter]
  }
}

resource "aws_redshiftserverless_usage_limit" "this" {
  for_each = var.usage_limits

  resource_arn  = aws_redshiftserverless_workgroup.this.arn
  usage_type    = each.value.usage_type
  period        = each.value.period
  amount        = each.value.amount
  breach_action = each.value.breach_action
}

# Where Redshift Serverless writes, and what it uses if it is there:
# https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-audit-logging.html
resource "aws_cloudwatch_log_group" "exported" {
  for_each = var.log_exports

  name              = "/aws/redshift/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}
