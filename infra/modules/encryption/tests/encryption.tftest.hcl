mock_provider "aws" {
  override_during = plan

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
      key_id = "00000000-0000-0000-0000-000000000000"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  name       = "sluice-test"
  account_id = "123456789012"
  region     = "eu-west-1"
}

run "key_for_alarms_only" {
  command = plan

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "The key is rotated, and can be brought back for 30 days."
  }

  assert {
    condition     = aws_kms_key.this.policy == data.aws_iam_policy_document.this.json
    error_message = "The key has its policy from the beginning."
  }

  assert {
    condition     = aws_kms_alias.this.name == "alias/sluice-test" && aws_kms_alias.this.target_key_id == aws_kms_key.this.key_id
    error_message = "The alias is of this key."
  }

  assert {
    condition = [
      for statement in data.aws_iam_policy_document.this.statement : [
        statement.sid, join(" ", sort(statement.actions)), one(statement.principals).type, one(one(statement.principals).identifiers),
      ]
      ] == [
      ["AccountDecidesThroughIam", "kms:*", "AWS", "arn:aws:iam::123456789012:root"],
      ["AlarmsPublishToEncryptedTopics", "kms:Decrypt kms:GenerateDataKey*", "Service", "cloudwatch.amazonaws.com"],
    ]
    error_message = "The account and alarms may use the key, and nobody else."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.this.statement[0].condition) == 0
    error_message = "IAM decides without conditions; a condition here could lock everyone out."
  }

  assert {
    condition = [
      for condition in data.aws_iam_policy_document.this.statement[1].condition : [condition.test, condition.variable, one(condition.values)]
    ] == [["StringEquals", "aws:SourceAccount", "123456789012"]]
    error_message = "Alarms of this account only."
  }

  assert {
    condition     = output.key_arn == aws_kms_key.this.arn && output.key_id == aws_kms_key.this.key_id && output.alias_name == "alias/sluice-test"
    error_message = "The outputs are the key's."
  }
}

run "key_for_logs_and_fargate" {
  command = plan

  variables {
    partition               = "aws-us-gov"
    region                  = "us-gov-west-1"
    deletion_window_days    = 7
    log_group_name_prefixes = ["/aws/lambda/sluice-test-", "/sluice/test/"]
    fargate_cluster_names   = ["sluice-test-cluster"]
  }

  assert {
    condition     = aws_kms_key.this.deletion_window_in_days == 7
    error_message = "The deletion window is the one given."
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.this.statement : statement.sid => [join(" ", sort(statement.actions)), one(one(statement.principals).identifiers)]
      } == {
      AccountDecidesThroughIam       = ["kms:*", "arn:aws-us-gov:iam::123456789012:root"]
      AlarmsPublishToEncryptedTopics = ["kms:Decrypt kms:GenerateDataKey*", "cloudwatch.amazonaws.com"]
      LogGroupsAreEncrypted          = ["kms:Decrypt* kms:Describe* kms:Encrypt* kms:GenerateDataKey* kms:ReEncrypt*", "logs.us-gov-west-1.amazonaws.com"]
      FargateMakesDataKeys           = ["kms:GenerateDataKeyWithoutPlaintext", "fargate.amazonaws.com"]
      FargateGrantsDecryption        = ["kms:CreateGrant", "fargate.amazonaws.com"]
    }
    error_message = "Each service may do what it needs."
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.this.statement : statement.sid => {
        for condition in statement.condition : condition.variable => "${condition.test} ${join(" ", condition.values)}"
      } if length(statement.condition) > 0
      } == {
      AlarmsPublishToEncryptedTopics = { "aws:SourceAccount" = "StringEquals 123456789012" }
      LogGroupsAreEncrypted = {
        "kms:EncryptionContext:aws:logs:arn" = "ArnLike arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/aws/lambda/sluice-test-* arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/sluice/test/*"
      }
      FargateMakesDataKeys = {
        "kms:EncryptionContext:aws:ecs:clusterAccount" = "StringEquals 123456789012"
        "kms:EncryptionContext:aws:ecs:clusterName"    = "StringEquals sluice-test-cluster"
      }
      FargateGrantsDecryption = {
        "kms:EncryptionContext:aws:ecs:clusterAccount" = "StringEquals 123456789012"
        "kms:EncryptionContext:aws:ecs:clusterName"    = "StringEquals sluice-test-cluster"
        "kms:GrantOperations"                          = "ForAllValues:StringEquals Decrypt"
      }
    }
    error_message = "Each service is bound to this account, these log groups and these clusters."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.encryption.alias_name == "alias/sluice-dev"
    error_message = "The example makes its key."
  }
}

run "refuses_what_is_no_name_account_region_or_partition" {
  command = plan

  variables {
    name                    = "aws/sluice"
    account_id              = "sluice"
    region                  = "eu-west"
    partition               = "AWS"
    deletion_window_days    = 6
    log_group_name_prefixes = ["/aws/lambda/*"]
    fargate_cluster_names   = ["arn:aws:ecs:eu-west-1:123456789012:cluster/sluice"]
  }

  expect_failures = [
    var.name, var.account_id, var.region, var.partition, var.deletion_window_days,
    var.log_group_name_prefixes, var.fargate_cluster_names,
  ]
}

run "refuses_spaces_31_days_and_everything" {
  command = plan

  variables {
    name                    = "sluice test"
    deletion_window_days    = 31
    log_group_name_prefixes = [""]
    fargate_cluster_names   = [""]
  }

  expect_failures = [var.name, var.deletion_window_days, var.log_group_name_prefixes, var.fargate_cluster_names]
}
