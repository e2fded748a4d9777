mock_provider "aws" {
  override_during = plan

  mock_resource "aws_kinesis_stream" {
    defaults = {
      arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/mocked"
    }
  }
}

variables {
  name        = "sluice-test-records"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
  shard_count = 2

  retention_hours = 168
}

run "provisioned" {
  command = plan

  assert {
    condition     = aws_kinesis_stream.this.shard_count == 2 && one(aws_kinesis_stream.this.stream_mode_details).stream_mode == "PROVISIONED"
    error_message = "The stream has the shards given."
  }

  assert {
    condition     = aws_kinesis_stream.this.encryption_type == "KMS" && aws_kinesis_stream.this.kms_key_id == var.kms_key_arn
    error_message = "The stream is encrypted with the customer key."
  }

  assert {
    condition     = aws_kinesis_stream.this.retention_period == 168 && length(aws_kinesis_stream.this.shard_level_metrics) == 0
    error_message = "Records stay as long as given; no metric by shard is billed."
  }

  assert {
    condition     = !aws_kinesis_stream.this.enforce_consumer_deletion
    error_message = "A stream with registered consumers is not destroyed."
  }

  assert {
    condition     = output.name == "sluice-test-records" && output.arn == aws_kinesis_stream.this.arn
    error_message = "The outputs are the stream's."
  }
}

run "on_demand" {
  command = plan

  variables {
    mode                = "ON_DEMAND"
    shard_count         = null
    retention_hours     = 8760
    shard_level_metrics = ["IteratorAgeMilliseconds", "WriteProvisionedThroughputExceeded"]
  }

  assert {
    condition     = one(aws_kinesis_stream.this.stream_mode_details).stream_mode == "ON_DEMAND" && aws_kinesis_stream.this.shard_count == null
    error_message = "Kinesis decides how many shards there are."
  }

  assert {
    condition     = aws_kinesis_stream.this.retention_period == 8760 && aws_kinesis_stream.this.shard_level_metrics == toset(["IteratorAgeMilliseconds", "WriteProvisionedThroughputExceeded"])
    error_message = "Retention and metrics are those given."
  }
}

run "kept_for_a_day" {
  command = plan

  variables {
    retention_hours = 24
  }

  assert {
    condition     = aws_kinesis_stream.this.retention_period == 24
    error_message = "A day is the shortest retention."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.stream.name == "sluice-dev-records"
    error_message = "The example makes its stream."
  }
}

run "refuses_spaces_and_23_hours" {
  command = plan

  variables {
    name                = "sluice records"
    kms_key_arn         = "alias/aws/kinesis"
    retention_hours     = 23
    max_record_bytes    = 10485760
    shard_level_metrics = ["IteratorAge"]
  }

  expect_failures = [var.name, var.kms_key_arn, var.retention_hours, var.max_record_bytes, var.shard_level_metrics]
}

run "refuses_8761_hours_and_less_than_every_stream_takes" {
  command = plan

  variables {
    retention_hours  = 8761
    max_record_bytes = 1048575
  }

  expect_failures = [var.retention_hours, var.max_record_bytes]
}

run "refuses_part_of_an_hour" {
  command = plan

  variables {
    retention_hours = 24.5
  }

  expect_failures = [var.retention_hours]
}

run "refuses_an_unknown_mode" {
  command = plan

  variables {
    mode = "on-demand"
  }

  expect_failures = [var.mode]
}

run "refuses_provisioned_without_shards" {
  command = plan

  variables {
    shard_count = null
  }

  expect_failures = [var.shard_count]
}

run "refuses_no_shard" {
  command = plan

  variables {
    shard_count = 0
  }

  expect_failures = [var.shard_count]
}

run "refuses_half_a_shard" {
  command = plan

  variables {
    shard_count = 1.5
  }

  expect_failures = [var.shard_count]
}

run "refuses_shards_on_demand" {
  command = plan

  variables {
    mode = "ON_DEMAND"
  }

  expect_failures = [var.shard_count]
}
