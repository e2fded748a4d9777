# Not a mock, which would give empty documents: nothing is asked of AWS to plan policies.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "unused"
  secret_key                  = "unused"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name              = "sluice-test"
  account_id        = "123456789012"
  region            = "eu-west-1"
  landing_bucket    = "landing"
  staging_bucket    = "staging"
  quarantine_bucket = "quarantine"
  stream_name       = "records"
  cluster_name      = "cluster"
  service_name      = "processor"
  workgroup_arn     = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/w"
  kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/k"

  queue_names = {
    files       = "files"
    filesDlq    = "files-dlq"
    rows        = "rows"
    rowsDlq     = "rows-dlq"
    parked      = "parked"
    undelivered = "undelivered"
  }
}

run "producer" {
  command = plan

  assert {
    condition     = aws_iam_policy.producer.name == "sluice-test-producer"
    error_message = "The policy is called after its name."
  }

  assert {
    condition = sort(flatten([
      for statement in jsondecode(aws_iam_policy.producer.policy).Statement : [
        for pair in setproduct(flatten([statement.Action]), flatten([statement.Resource])) : "${statement.Effect} ${pair[0]} ${pair[1]}"
      ]
      ])) == tolist([
      "Allow kinesis:DescribeStreamSummary arn:aws:kinesis:eu-west-1:123456789012:stream/records",
      "Allow kinesis:PutRecord arn:aws:kinesis:eu-west-1:123456789012:stream/records",
      "Allow kinesis:PutRecords arn:aws:kinesis:eu-west-1:123456789012:stream/records",
      "Allow kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/k",
      "Allow kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/k",
      "Allow s3:AbortMultipartUpload arn:aws:s3:::landing/*",
      "Allow s3:PutObject arn:aws:s3:::landing/*",
    ])
    error_message = "Producers land files, put records, and use the key for that: nothing else."
  }

  assert {
    condition = jsonencode([for statement in jsondecode(aws_iam_policy.producer.policy).Statement : statement.Condition if can(statement.Condition)]) == jsonencode([
      { StringEquals = { "kms:ViaService" = ["kinesis.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"] } }
    ])
    error_message = "Producers use the key through S3 and Kinesis alone."
  }
}

run "operator" {
  command = plan

  assert {
    condition     = aws_iam_policy.operator.name == "sluice-test-operator"
    error_message = "The policy is called after its name."
  }

  assert {
    condition = sort(flatten([
      for statement in jsondecode(aws_iam_policy.operator.policy).Statement : [
        for pair in setproduct(flatten([statement.Action]), flatten([statement.Resource])) : "${statement.Effect} ${pair[0]} ${replace(replace(pair[1], "arn:aws:", ""), ":eu-west-1:123456789012:", ":")}"
      ]
      ])) == tolist([
      "Allow cloudwatch:DescribeAlarms cloudwatch:alarm:*",
      "Allow cloudwatch:GetMetricData *",
      "Allow ecs:DescribeServices ecs:service/cluster/processor",
      "Allow ecs:DescribeTasks ecs:task/cluster/*",
      "Allow ecs:ListTasks *",
      "Allow kinesis:DescribeStreamSummary kinesis:stream/records",
      "Allow kinesis:GetRecords kinesis:stream/records",
      "Allow kinesis:GetShardIterator kinesis:stream/records",
      "Allow kinesis:ListShards kinesis:stream/records",
      "Allow kms:Decrypt kms:key/k",
      "Allow kms:Decrypt kms:key/k",
      "Allow kms:GenerateDataKey kms:key/k",
      "Allow redshift-data:BatchExecuteStatement redshift-serverless:workgroup/w",
      "Allow redshift-data:CancelStatement *",
      "Allow redshift-data:DescribeStatement *",
      "Allow redshift-data:ExecuteStatement redshift-serverless:workgroup/w",
      "Allow redshift-data:GetStatementResult *",
      "Allow redshift-serverless:GetCredentials redshift-serverless:workgroup/w",
      "Allow s3:AbortMultipartUpload s3:::quarantine/parked/*",
      "Allow s3:AbortMultipartUpload s3:::staging/claims/*",
      "Allow s3:DeleteObject s3:::quarantine/attempts/*",
      "Allow s3:DeleteObject s3:::quarantine/aws/lambda/*",
      "Allow s3:DeleteObject s3:::quarantine/parked/*",
      "Allow s3:GetObject s3:::landing/*",
      "Allow s3:GetObject s3:::quarantine/aws/lambda/*",
      "Allow s3:GetObject s3:::quarantine/parked/*",
      "Allow s3:GetObject s3:::quarantine/records/*",
      "Allow s3:GetObjectVersion s3:::landing/*",
      "Allow s3:ListBucket s3:::landing",
      "Allow s3:ListBucket s3:::quarantine",
      "Allow s3:ListBucketVersions s3:::landing",
      "Allow s3:PutObject s3:::quarantine/parked/*",
      "Allow s3:PutObject s3:::staging/claims/*",
      "Allow sqs:ChangeMessageVisibility sqs:files-dlq",
      "Allow sqs:ChangeMessageVisibility sqs:parked",
      "Allow sqs:ChangeMessageVisibility sqs:rows-dlq",
      "Allow sqs:DeleteMessage sqs:files-dlq",
      "Allow sqs:DeleteMessage sqs:parked",
      "Allow sqs:DeleteMessage sqs:rows-dlq",
      "Allow sqs:GetQueueAttributes sqs:files",
      "Allow sqs:GetQueueAttributes sqs:files-dlq",
      "Allow sqs:GetQueueAttributes sqs:parked",
      "Allow sqs:GetQueueAttributes sqs:rows",
      "Allow sqs:GetQueueAttributes sqs:rows-dlq",
      "Allow sqs:GetQueueAttributes sqs:undelivered",
      "Allow sqs:GetQueueUrl sqs:files",
      "Allow sqs:GetQueueUrl sqs:files-dlq",
      "Allow sqs:GetQueueUrl sqs:parked",
      "Allow sqs:GetQueueUrl sqs:rows",
      "Allow sqs:GetQueueUrl sqs:rows-dlq",
      "Allow sqs:GetQueueUrl sqs:undelivered",
      "Allow sqs:ListMessageMoveTasks sqs:files-dlq",
      "Allow sqs:ListMessageMoveTasks sqs:rows-dlq",
      "Allow sqs:ReceiveMessage sqs:files-dlq",
      "Allow sqs:ReceiveMessage sqs:parked",
      "Allow sqs:ReceiveMessage sqs:rows-dlq",
      "Allow sqs:SendMessage sqs:files",
      "Allow sqs:SendMessage sqs:parked",
      "Allow sqs:SendMessage sqs:rows",
      "Allow sqs:StartMessageMoveTask sqs:files-dlq",
      "Allow sqs:StartMessageMoveTask sqs:rows-dlq",
    ])
    error_message = "Operators have what the commands ask for, each on its own resource."
  }

  assert {
    condition = jsonencode({ for statement in jsondecode(aws_iam_policy.operator.policy).Statement : statement.Sid => statement.Condition if can(statement.Condition) }) == jsonencode({
      DecryptRecordsOfTheStream = { StringEquals = { "kms:ViaService" = "kinesis.eu-west-1.amazonaws.com" } }
      FollowOwnStatements       = { StringEquals = { "redshift-data:statement-owner-iam-userid" = "$${aws:userid}" } }
      ListTasks                 = { ArnEquals = { "ecs:cluster" = "arn:aws:ecs:eu-west-1:123456789012:cluster/cluster" } }
      UseTheKeyThroughServices  = { StringEquals = { "kms:ViaService" = ["s3.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"] } }
    })
    error_message = "What has no resource level is bound by a condition where AWS has one, and the key to the services."
  }
}

run "in_another_partition" {
  command = plan

  variables {
    region        = "cn-north-1"
    partition     = "aws-cn"
    workgroup_arn = "arn:aws-cn:redshift-serverless:cn-north-1:123456789012:workgroup/w"
    kms_key_arn   = "arn:aws-cn:kms:cn-north-1:123456789012:key/k"
  }

  assert {
    condition     = length(regexall("arn:aws:|eu-west-1|amazonaws\\.com[^.]", "${aws_iam_policy.operator.policy}${aws_iam_policy.producer.policy}")) == 0
    error_message = "ARNs and services are of the given partition and region."
  }
}

# The longest that the stack makes: an environment's name of 21 characters in a region with a long one.
run "long_names_fit" {
  command = plan

  variables {
    name              = "sluice-abcdefghijklmnopqrstu"
    region            = "ap-southeast-1"
    landing_bucket    = "sluice-abcdefghijklmnopqrstu-landing-123456789012"
    staging_bucket    = "sluice-abcdefghijklmnopqrstu-staging-123456789012"
    quarantine_bucket = "sluice-abcdefghijklmnopqrstu-quarantine-123456789012"
    stream_name       = "sluice-abcdefghijklmnopqrstu-records"
    cluster_name      = "sluice-abcdefghijklmnopqrstu-cluster"
    service_name      = "sluice-abcdefghijklmnopqrstu-processor"
    workgroup_arn     = "arn:aws:redshift-serverless:ap-southeast-1:123456789012:workgroup/00000000-0000-0000-0000-000000000000"
    kms_key_arn       = "arn:aws:kms:ap-southeast-1:123456789012:key/00000000-0000-0000-0000-000000000000"

    queue_names = {
      files       = "sluice-abcdefghijklmnopqrstu-files"
      filesDlq    = "sluice-abcdefghijklmnopqrstu-files-dlq"
      rows        = "sluice-abcdefghijklmnopqrstu-rows"
      rowsDlq     = "sluice-abcdefghijklmnopqrstu-rows-dlq"
      parked      = "sluice-abcdefghijklmnopqrstu-parked"
      undelivered = "sluice-abcdefghijklmnopqrstu-undelivered"
    }
  }

  assert {
    condition     = length(replace(aws_iam_policy.operator.policy, " ", "")) <= 6144
    error_message = "IAM takes a policy of 6,144 characters; this one has ${length(aws_iam_policy.operator.policy)}."
  }
}

run "refuses_what_does_not_fit" {
  command = plan

  variables {
    queue_names = {
      files       = "a2345678901234567890123456789012345678901234567890123456789012345678901234567-1"
      filesDlq    = "a2345678901234567890123456789012345678901234567890123456789012345678901234567-2"
      rows        = "a2345678901234567890123456789012345678901234567890123456789012345678901234567-3"
      rowsDlq     = "a2345678901234567890123456789012345678901234567890123456789012345678901234567-4"
      parked      = "a2345678901234567890123456789012345678901234567890123456789012345678901234567-5"
      undelivered = "a2345678901234567890123456789012345678901234567890123456789012345678901234567-6"
    }
    quarantine_bucket = "a23456789012345678901234567890123456789012345678901234567890123"
    landing_bucket    = "b23456789012345678901234567890123456789012345678901234567890123"
    cluster_name      = join("", [for _ in range(255) : "c"])
    service_name      = join("", [for _ in range(255) : "s"])
  }

  expect_failures = [aws_iam_policy.operator]
}

run "example" {
  command = plan

  # The example's own provider would look for credentials.
  providers = { aws = aws }

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = keys(output.access_policies) == ["operator_policy_arn", "producer_policy_arn"]
    error_message = "The example makes both policies."
  }
}

run "refuses_names" {
  command = plan

  variables {
    name              = "sluice test"
    account_id        = "12345678901"
    region            = "Ireland"
    partition         = "amazon"
    landing_bucket    = "arn:aws:s3:::landing"
    staging_bucket    = "Staging"
    quarantine_bucket = "quarantine/*"
    stream_name       = "stream/records"
    cluster_name      = "arn:aws:ecs:eu-west-1:123456789012:cluster/cluster"
    service_name      = "*"
    workgroup_arn     = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/*"
    kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:alias/sluice"

    queue_names = {
      files       = "files"
      filesDlq    = "files-dlq"
      rows        = "rows"
      rowsDlq     = "rows-dlq"
      parked      = "files"
      undelivered = "undelivered"
    }
  }

  expect_failures = [
    var.name, var.account_id, var.region, var.partition, var.landing_bucket, var.staging_bucket, var.quarantine_bucket,
    var.stream_name, var.cluster_name, var.service_name, var.workgroup_arn, var.kms_key_arn, var.queue_names,
  ]
}

run "refuses_a_queue_by_its_arn" {
  command = plan

  variables {
    queue_names = {
      files       = "arn:aws:sqs:eu-west-1:123456789012:files"
      filesDlq    = "files-dlq"
      rows        = "rows"
      rowsDlq     = "rows-dlq"
      parked      = "parked"
      undelivered = "undelivered"
    }
  }

  expect_failures = [var.queue_names]
}
