mock_provider "aws" {
  override_during = plan

  mock_resource "aws_redshiftserverless_namespace" {
    defaults = {
      arn                       = "arn:aws:redshift-serverless:eu-west-1:123456789012:namespace/11111111-1111-1111-1111-111111111111"
      admin_password_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redshift!mocked"
    }
  }

  mock_resource "aws_redshiftserverless_workgroup" {
    defaults = { arn = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/22222222-2222-2222-2222-222222222222" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name               = "sluice-test-warehouse"
  account_id         = "123456789012"
  region             = "eu-west-1"
  database           = "sluice"
  subnet_ids         = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_ids = ["sg-warehouse"]
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
  staging_bucket_arn = "arn:aws:s3:::sluice-test-staging"
}

run "as_little_as_possible" {
  command = plan

  assert {
    condition = (
      aws_redshiftserverless_namespace.this.namespace_name == "sluice-test-warehouse" && aws_redshiftserverless_namespace.this.db_name == "sluice" &&
      aws_redshiftserverless_namespace.this.kms_key_id == var.kms_key_arn && aws_redshiftserverless_namespace.this.manage_admin_password &&
      aws_redshiftserverless_namespace.this.admin_password_secret_kms_key_id == var.kms_key_arn
    )
    error_message = "Data and the administrator's password are encrypted with the customer key, and Redshift keeps the password."
  }

  assert {
    condition     = aws_redshiftserverless_namespace.this.iam_roles == toset(["arn:aws:iam::123456789012:role/sluice-test-warehouse-copy"]) && aws_iam_role.copy.name == "sluice-test-warehouse-copy"
    error_message = "COPY may use its own role, and no other."
  }

  assert {
    condition = (
      aws_redshiftserverless_workgroup.this.workgroup_name == "sluice-test-warehouse" && aws_redshiftserverless_workgroup.this.namespace_name == "sluice-test-warehouse" &&
      aws_redshiftserverless_workgroup.this.base_capacity == 8 && aws_redshiftserverless_workgroup.this.max_capacity == 64 && length(aws_redshiftserverless_usage_limit.this) == 0
    )
    error_message = "The workgroup is the smallest that every region has, and scales to 64 RPUs."
  }

  assert {
    condition = (
      !aws_redshiftserverless_workgroup.this.publicly_accessible && aws_redshiftserverless_workgroup.this.enhanced_vpc_routing &&
      aws_redshiftserverless_workgroup.this.subnet_ids == toset(["subnet-a", "subnet-b", "subnet-c"]) && aws_redshiftserverless_workgroup.this.security_group_ids == toset(["sg-warehouse"])
    )
    error_message = "The workgroup is private, and COPY goes through the VPC."
  }

  assert {
    condition     = { for parameter in aws_redshiftserverless_workgroup.this.config_parameter : parameter.parameter_key => parameter.parameter_value } == { require_ssl = "true" }
    error_message = "Connections without TLS are refused."
  }

  assert {
    condition = aws_redshiftserverless_namespace.this.log_exports == toset(["connectionlog", "userlog"]) && {
      for log, group in aws_cloudwatch_log_group.exported : log => [group.name, group.kms_key_id, tostring(group.retention_in_days)]
      } == {
      connectionlog = ["/aws/redshift/sluice-test-warehouse/connectionlog", var.kms_key_arn, "90"]
      userlog       = ["/aws/redshift/sluice-test-warehouse/userlog", var.kms_key_arn, "90"]
    }
    error_message = "Who connects, and changes of users, are logged, encrypted, for 90 days; statements are not."
  }

  assert {
    condition = (
      output.workgroup_name == "sluice-test-warehouse" && output.workgroup_arn == aws_redshiftserverless_workgroup.this.arn &&
      output.namespace_name == "sluice-test-warehouse" && output.namespace_arn == aws_redshiftserverless_namespace.this.arn && output.database == "sluice" &&
      output.copy_role_arn == aws_iam_role.copy.arn && output.copy_role_name == "sluice-test-warehouse-copy" && output.admin_secret_arn == aws_redshiftserverless_namespace.this.admin_password_secret_arn
    )
    error_message = "The outputs are the module's resources."
  }
}

run "the_role_of_copy" {
  command = plan

  assert {
    condition = (
      one(one(data.aws_iam_policy_document.copy_trust.statement).principals).type == "Service" &&
      one(one(data.aws_iam_policy_document.copy_trust.statement).principals).identifiers == toset(["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"]) &&
      [for condition in one(data.aws_iam_policy_document.copy_trust.statement).condition : [condition.test, condition.variable, join(" ", condition.values)]] ==
      [["StringLikeIfExists", "sts:ExternalId", "arn:aws:redshift:eu-west-1:123456789012:dbuser:* arn:aws:redshift-serverless:eu-west-1:123456789012:dbuser:*"]]
    )
    error_message = "Redshift alone takes the role, for database users of this account and region."
  }

  assert {
    condition = jsonencode([
      for statement in concat(data.aws_iam_policy_document.copy.statement, data.aws_iam_policy_document.copy_encryption.statement) : [
        statement.effect == "Deny", one(statement.actions), one(statement.resources), [for condition in statement.condition : [condition.test, condition.variable, one(condition.values)]]
      ]
      ]) == jsonencode([
      [false, "s3:GetObject", "arn:aws:s3:::sluice-test-staging/loads/*", []],
      [false, "s3:ListBucket", "arn:aws:s3:::sluice-test-staging", [["StringLike", "s3:prefix", "loads/*"]]],
      [false, "kms:Decrypt", var.kms_key_arn, [["StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"]]],
    ])
    error_message = "COPY reads loads/* of the staging bucket, and nothing else."
  }
}

run "everything_set" {
  command = plan

  variables {
    base_capacity      = 32
    max_capacity       = 32
    log_exports        = []
    log_retention_days = 7
    usage_limits = {
      notice = { period = "daily", amount = 96, breach_action = "emit-metric" }
      shared = { usage_type = "cross-region-datasharing", period = "monthly", amount = 1, breach_action = "deactivate" }
    }
  }

  assert {
    condition     = aws_redshiftserverless_workgroup.this.base_capacity == 32 && aws_redshiftserverless_workgroup.this.max_capacity == 32 && length(aws_cloudwatch_log_group.exported) == 0
    error_message = "Capacities are what the variables say, and no log group is made for what is not exported."
  }

  assert {
    condition = jsonencode({
      for name, limit in aws_redshiftserverless_usage_limit.this : name => [limit.usage_type, limit.period, limit.amount, limit.breach_action, limit.resource_arn == aws_redshiftserverless_workgroup.this.arn]
      }) == jsonencode({
      notice = ["serverless-compute", "daily", 96, "emit-metric", true]
      shared = ["cross-region-datasharing", "monthly", 1, "deactivate", true]
    })
    error_message = "Each limit is the workgroup's, and of compute unless it says otherwise."
  }
}

run "in_another_partition" {
  command = plan

  variables {
    region             = "cn-north-1"
    partition          = "aws-cn"
    base_capacity      = 4
    staging_bucket_arn = "arn:aws-cn:s3:::sluice-test-staging"
  }

  assert {
    condition     = aws_redshiftserverless_namespace.this.iam_roles == toset(["arn:aws-cn:iam::123456789012:role/sluice-test-warehouse-copy"]) && aws_redshiftserverless_workgroup.this.base_capacity == 4
    error_message = "ARNs are of the given partition."
  }

  assert {
    condition     = one(one(one(data.aws_iam_policy_document.copy_encryption.statement).condition).values) == "s3.cn-north-1.amazonaws.com.cn"
    error_message = "China's services have a domain of their own."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.warehouse.workgroup_name == "sluice-dev-warehouse" && output.warehouse.copy_role_name == "sluice-dev-warehouse-copy"
    error_message = "The example makes a workgroup and the role of COPY."
  }
}

run "refuses_names" {
  command = plan

  variables {
    name               = "Warehouse"
    account_id         = "12345678901"
    region             = "Ireland"
    partition          = "amazon"
    database           = "Sluice-DB"
    kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:alias/sluice"
    staging_bucket_arn = "sluice-test-staging"
    log_exports        = ["auditlog"]
  }

  expect_failures = [var.name, var.account_id, var.region, var.partition, var.database, var.kms_key_arn, var.staging_bucket_arn, var.log_exports]
}

run "refuses_what_is_too_little" {
  command = plan

  variables {
    name               = "ab"
    subnet_ids         = ["subnet-a", "subnet-b"]
    security_group_ids = []
    staging_bucket_arn = "arn:aws:s3:::sluice-test-staging/loads/*"
    log_retention_days = 0
    usage_limits       = { none = { period = "daily", amount = 0, breach_action = "log" } }
  }

  expect_failures = [var.name, var.subnet_ids, var.security_group_ids, var.staging_bucket_arn, var.log_retention_days, var.usage_limits]
}

run "refuses_a_name_that_leaves_no_room" {
  command = plan

  variables {
    name         = "a23456789012345678901234567890123456789012345678901234567890"
    usage_limits = { odd = { usage_type = "storage", period = "daily", amount = 1, breach_action = "log" } }
  }

  expect_failures = [var.name, var.usage_limits]
}

run "refuses_an_unknown_period" {
  command = plan

  variables {
    usage_limits = { odd = { period = "hourly", amount = 1, breach_action = "log" } }
  }

  expect_failures = [var.usage_limits]
}

run "refuses_an_unknown_action" {
  command = plan

  variables {
    usage_limits = { odd = { period = "daily", amount = 1, breach_action = "mail" } }
  }

  expect_failures = [var.usage_limits]
}

# Apart from each other: what scaling may go up to looks at the base.
run "refuses_a_base_between_steps" {
  command = plan

  variables {
    base_capacity = 12
  }

  expect_failures = [var.base_capacity]
}

run "refuses_a_base_that_is_too_large" {
  command = plan

  variables {
    base_capacity = 520
  }

  expect_failures = [var.base_capacity]
}

run "refuses_a_maximum_between_steps" {
  command = plan

  variables {
    max_capacity = 60
  }

  expect_failures = [var.max_capacity]
}

run "refuses_a_maximum_below_the_base" {
  command = plan

  variables {
    base_capacity = 128
  }

  expect_failures = [var.max_capacity]
}
