mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:eu-west-1:123456789012:mocked"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  name        = "sluice-test-operators"
  account_id  = "123456789012"
  region      = "eu-west-1"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}

run "published_to_by_roles_only" {
  command = plan

  assert {
    condition     = aws_sns_topic.this.name == "sluice-test-operators" && aws_sns_topic.this.kms_master_key_id == var.kms_key_arn
    error_message = "The topic is encrypted with the customer key."
  }

  assert {
    condition     = aws_sns_topic.this.signature_version == 2
    error_message = "Messages are signed with SHA-256."
  }

  assert {
    condition = [
      for statement in data.aws_iam_policy_document.this.statement : [
        statement.effect, join(" ", sort(statement.actions)), one(statement.resources), one(one(statement.principals).identifiers),
        one(statement.condition).test, one(statement.condition).variable, one(one(statement.condition).values),
      ]
    ] == [["Deny", "sns:Publish sns:Subscribe", "arn:aws:sns:eu-west-1:123456789012:sluice-test-operators", "*", "Bool", "aws:SecureTransport", "false"]]
    error_message = "The policy denies everyone without TLS, and grants nothing."
  }

  assert {
    condition     = length(aws_sns_topic_subscription.this) == 0
    error_message = "Nobody is told who was not named."
  }

  assert {
    condition     = output.name == "sluice-test-operators" && output.arn == aws_sns_topic.this.arn
    error_message = "The outputs are the topic's."
  }
}

run "published_to_by_services" {
  command = plan

  variables {
    partition          = "aws-cn"
    region             = "cn-north-1"
    publisher_services = ["cloudwatch.amazonaws.com"]
    subscriptions = {
      redrive = { protocol = "lambda", endpoint = "arn:aws-cn:lambda:cn-north-1:123456789012:function:sluice-test-dlq-redrive" }
      tickets = { protocol = "https", endpoint = "https://tickets.example.com/sns" }
      archive = { protocol = "sqs", endpoint = "arn:aws-cn:sqs:cn-north-1:123456789012:archive" }
      people  = { protocol = "email", endpoint = "people@example.com" }
      machine = { protocol = "email-json", endpoint = "machine@example.com" }
    }
  }

  assert {
    condition = [
      for statement in slice(data.aws_iam_policy_document.this.statement, 1, length(data.aws_iam_policy_document.this.statement)) : [
        coalesce(statement.effect, "Allow"), one(statement.actions), one(statement.resources),
        one(statement.principals).type, one(one(statement.principals).identifiers),
        one(statement.condition).test, one(statement.condition).variable, one(one(statement.condition).values),
      ]
    ] == [["Allow", "sns:Publish", "arn:aws-cn:sns:cn-north-1:123456789012:sluice-test-operators", "Service", "cloudwatch.amazonaws.com", "StringEquals", "aws:SourceAccount", "123456789012"]]
    error_message = "The service publishes to this topic for this account, and does nothing else."
  }

  assert {
    condition     = { for name, subscription in aws_sns_topic_subscription.this : name => "${subscription.protocol} ${subscription.endpoint}" } == { for name, subscription in var.subscriptions : name => "${subscription.protocol} ${subscription.endpoint}" }
    error_message = "Everyone named is told, the way that was said."
  }

  assert {
    condition     = alltrue([for subscription in aws_sns_topic_subscription.this : subscription.topic_arn == aws_sns_topic.this.arn])
    error_message = "Subscriptions are to this topic."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.topic.name == "sluice-dev-alarms"
    error_message = "The example makes its topic."
  }
}

run "refuses_what_is_no_name_account_region_partition_or_key" {
  command = plan

  variables {
    name               = "sluice.alarms"
    account_id         = "1234567890123"
    region             = "eu_west_1"
    partition          = "amazon"
    kms_key_arn        = "alias/aws/sns"
    publisher_services = ["cloudwatch"]
  }

  expect_failures = [var.name, var.account_id, var.region, var.partition, var.kms_key_arn, var.publisher_services]
}

run "refuses_clear_text_and_eventbridge" {
  command = plan

  variables {
    publisher_services = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    subscriptions      = { tickets = { protocol = "http", endpoint = "http://tickets.example.com/sns" } }
  }

  expect_failures = [var.publisher_services, var.subscriptions]
}

run "refuses_clear_text_in_the_guise_of_https" {
  command = plan

  variables {
    subscriptions = { tickets = { protocol = "https", endpoint = "http://tickets.example.com/sns" } }
  }

  expect_failures = [var.subscriptions]
}

run "refuses_a_queue_by_its_url" {
  command = plan

  variables {
    subscriptions = { archive = { protocol = "sqs", endpoint = "https://sqs.eu-west-1.amazonaws.com/123456789012/archive" } }
  }

  expect_failures = [var.subscriptions]
}

run "refuses_a_function_by_its_name" {
  command = plan

  variables {
    subscriptions = { redrive = { protocol = "lambda", endpoint = "sluice-test-dlq-redrive" } }
  }

  expect_failures = [var.subscriptions]
}

run "refuses_two_addresses_in_one" {
  command = plan

  variables {
    subscriptions = { people = { protocol = "email", endpoint = "one@example.com,two@example.com" } }
  }

  expect_failures = [var.subscriptions]
}
