mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:eu-west-1:123456789012:mocked"
      url = "https://sqs.eu-west-1.amazonaws.com/123456789012/mocked"

      # Computed when it is not given: this is what "not given" looks like here.
      redrive_policy = ""
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  name        = "sluice-test-files"
  account_id  = "123456789012"
  region      = "eu-west-1"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"

  visibility_timeout_seconds = 900
  message_retention_seconds  = 345600
  max_message_bytes          = 262144
}

run "without_dead_letters" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.redrive_policy == "" && length(aws_sqs_queue.dead_letter) == 0 && length(aws_sqs_queue_redrive_allow_policy.dead_letter) == 0 && length(aws_sqs_queue_policy.dead_letter) == 0
    error_message = "Without dead_letter there is one queue and no redrive policy."
  }

  assert {
    condition     = output.dead_letter_name == null && output.dead_letter_arn == null && output.dead_letter_url == null
    error_message = "Outputs of a dead-letter queue that is not there are null."
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.this.kms_data_key_reuse_period_seconds == 300
    error_message = "The queue is encrypted with the customer key."
  }

  assert {
    condition     = aws_sqs_queue.this.receive_wait_time_seconds == 20
    error_message = "A receive waits unless it says otherwise."
  }

  assert {
    condition     = output.name == "sluice-test-files" && output.arn == aws_sqs_queue.this.arn && output.url == aws_sqs_queue.this.url
    error_message = "The outputs are the queue's."
  }
}

run "with_dead_letters" {
  command = plan

  variables {
    visibility_timeout_seconds = 600
    message_retention_seconds  = 86400
    max_message_bytes          = 131072
    receive_wait_time_seconds  = 10
    data_key_reuse_seconds     = 600
    dead_letter                = { max_receive_count = 5, message_retention_seconds = 1209600 }
  }

  assert {
    condition = (
      aws_sqs_queue.this.visibility_timeout_seconds == 600 && aws_sqs_queue.this.message_retention_seconds == 86400 &&
      aws_sqs_queue.this.max_message_size == 131072 && aws_sqs_queue.this.receive_wait_time_seconds == 10 &&
      aws_sqs_queue.this.kms_data_key_reuse_period_seconds == 600
    )
    error_message = "The queue is what the variables say."
  }

  assert {
    condition = jsondecode(aws_sqs_queue.this.redrive_policy) == {
      deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:sluice-test-files-dlq"
      maxReceiveCount     = 5
    }
    error_message = "What was received too often moves to <name>-dlq."
  }

  assert {
    condition = (
      aws_sqs_queue.dead_letter[0].name == "sluice-test-files-dlq" &&
      aws_sqs_queue.dead_letter[0].message_retention_seconds == 1209600 &&
      aws_sqs_queue.dead_letter[0].max_message_size == 131072 &&
      aws_sqs_queue.dead_letter[0].kms_master_key_id == var.kms_key_arn
    )
    error_message = "The dead-letter queue takes what the queue takes, keeps it longer and is encrypted with the same key."
  }

  assert {
    condition = jsondecode(aws_sqs_queue_redrive_allow_policy.dead_letter[0].redrive_allow_policy) == {
      redrivePermission = "byQueue"
      sourceQueueArns   = ["arn:aws:sqs:eu-west-1:123456789012:sluice-test-files"]
    }
    error_message = "This queue alone may use the dead-letter queue."
  }

  assert {
    condition = {
      for queue, document in data.aws_iam_policy_document.tls_only : queue => [
        for statement in document.statement : [
          statement.effect, one(statement.actions), one(statement.resources), one(one(statement.principals).identifiers),
          one(statement.condition).test, one(statement.condition).variable, one(one(statement.condition).values),
        ]
      ]
      } == {
      main        = [["Deny", "sqs:*", "arn:aws:sqs:eu-west-1:123456789012:sluice-test-files", "*", "Bool", "aws:SecureTransport", "false"]]
      dead_letter = [["Deny", "sqs:*", "arn:aws:sqs:eu-west-1:123456789012:sluice-test-files-dlq", "*", "Bool", "aws:SecureTransport", "false"]]
    }
    error_message = "Both queues' policies deny everyone everything without TLS, and grant nothing."
  }
}

run "in_another_partition" {
  command = plan

  variables {
    partition   = "aws-cn"
    region      = "cn-north-1"
    dead_letter = { max_receive_count = 3, message_retention_seconds = 1209600 }
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy).deadLetterTargetArn == "arn:aws-cn:sqs:cn-north-1:123456789012:sluice-test-files-dlq"
    error_message = "ARNs are of the given partition and region."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.queue.name == "sluice-dev-files" && output.queue.dead_letter_name == "sluice-dev-files-dlq"
    error_message = "The example makes both queues."
  }
}

run "refuses_names" {
  command = plan

  variables {
    name        = "sluice.files.fifo"
    account_id  = "12345678901"
    region      = "Ireland"
    partition   = "amazon"
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/aws/sqs"
  }

  expect_failures = [var.name, var.account_id, var.region, var.partition, var.kms_key_arn]
}

run "refuses_a_name_that_leaves_no_room" {
  command = plan

  variables {
    name        = "a2345678901234567890123456789012345678901234567890123456789012345678901234567"
    dead_letter = { max_receive_count = 5, message_retention_seconds = 1209600 }
  }

  expect_failures = [var.name]
}

run "refuses_numbers_that_are_too_small" {
  command = plan

  variables {
    visibility_timeout_seconds = -1
    message_retention_seconds  = 59
    max_message_bytes          = 1023
    receive_wait_time_seconds  = -1
    data_key_reuse_seconds     = 59
  }

  expect_failures = [
    var.visibility_timeout_seconds, var.message_retention_seconds, var.max_message_bytes,
    var.receive_wait_time_seconds, var.data_key_reuse_seconds,
  ]
}

run "refuses_numbers_that_are_too_large" {
  command = plan

  variables {
    visibility_timeout_seconds = 43201
    message_retention_seconds  = 1209601
    max_message_bytes          = 262145
    receive_wait_time_seconds  = 21
    data_key_reuse_seconds     = 86401
  }

  expect_failures = [
    var.visibility_timeout_seconds, var.message_retention_seconds, var.max_message_bytes,
    var.receive_wait_time_seconds, var.data_key_reuse_seconds,
  ]
}

run "refuses_parts_of_numbers" {
  command = plan

  variables {
    visibility_timeout_seconds = 30.5
    message_retention_seconds  = 60.5
    max_message_bytes          = 2048.5
    receive_wait_time_seconds  = 0.5
    data_key_reuse_seconds     = 60.5
  }

  expect_failures = [
    var.visibility_timeout_seconds, var.message_retention_seconds, var.max_message_bytes,
    var.receive_wait_time_seconds, var.data_key_reuse_seconds,
  ]
}

# Apart from the others: a variable whose rule looks at a refused one is not judged.
run "refuses_no_receive_at_all" {
  command = plan

  variables {
    dead_letter = { max_receive_count = 0, message_retention_seconds = 1209600 }
  }

  expect_failures = [var.dead_letter]
}

run "refuses_more_receives_than_sqs_counts" {
  command = plan

  variables {
    dead_letter = { max_receive_count = 1001, message_retention_seconds = 1209600 }
  }

  expect_failures = [var.dead_letter]
}

run "refuses_part_of_a_receive" {
  command = plan

  variables {
    dead_letter = { max_receive_count = 1.5, message_retention_seconds = 1209600 }
  }

  expect_failures = [var.dead_letter]
}

run "refuses_part_of_a_second" {
  command = plan

  variables {
    dead_letter = { max_receive_count = 5, message_retention_seconds = 400000.5 }
  }

  expect_failures = [var.dead_letter]
}

run "refuses_dead_letters_that_expire_as_they_arrive" {
  command = plan

  variables {
    message_retention_seconds = 345600
    dead_letter               = { max_receive_count = 5, message_retention_seconds = 345600 }
  }

  expect_failures = [var.dead_letter]
}

run "refuses_dead_letters_kept_over_14_days" {
  command = plan

  variables {
    dead_letter = { max_receive_count = 5, message_retention_seconds = 1209601 }
  }

  expect_failures = [var.dead_letter]
}
