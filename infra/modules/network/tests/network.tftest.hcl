mock_provider "aws" {
  override_during = plan

  mock_resource "aws_vpc_endpoint" {
    defaults = { id = "vpce-0123456789abcdef0", prefix_list_id = "pl-0123456789abcdef0" }
  }

  mock_resource "aws_subnet" {
    defaults = { id = "subnet-0123456789abcdef0" }
  }

  # Ids that can be told apart.
  override_resource {
    target          = aws_vpc.this
    override_during = plan
    values          = { id = "vpc-this" }
  }

  override_resource {
    target          = aws_route_table.private
    override_during = plan
    values          = { id = "rtb-private" }
  }

  override_resource {
    target          = aws_security_group.task
    override_during = plan
    values          = { id = "sg-task" }
  }

  override_resource {
    target          = aws_security_group.endpoint
    override_during = plan
    values          = { id = "sg-endpoint" }
  }

  override_resource {
    target          = aws_security_group.warehouse
    override_during = plan
    values          = { id = "sg-warehouse" }
  }

  override_resource {
    target          = aws_subnet.private["eu-west-1a"]
    override_during = plan
    values          = { id = "subnet-a" }
  }

  override_resource {
    target          = aws_subnet.private["eu-west-1b"]
    override_during = plan
    values          = { id = "subnet-b" }
  }

  override_resource {
    target          = aws_subnet.private["eu-west-1c"]
    override_during = plan
    values          = { id = "subnet-c" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mocked" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name               = "sluice-test"
  account_id         = "123456789012"
  region             = "eu-west-1"
  cidr_block         = "10.42.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  bucket_arns        = ["arn:aws:s3:::sluice-test-landing", "arn:aws:s3:::sluice-test-staging"]
}

run "private_subnets_and_endpoints" {
  command = plan

  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "A service's usual name leads to its endpoint."
  }

  assert {
    condition = { for zone, subnet in aws_subnet.private : zone => [subnet.availability_zone, subnet.cidr_block, subnet.map_public_ip_on_launch] } == {
      "eu-west-1a" = ["eu-west-1a", "10.42.0.0/19", false]
      "eu-west-1b" = ["eu-west-1b", "10.42.32.0/19", false]
      "eu-west-1c" = ["eu-west-1c", "10.42.64.0/19", false]
    }
    error_message = "Each zone has a subnet of an eighth of the range, without public addresses."
  }

  assert {
    condition     = keys(aws_route_table_association.private) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"] && aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.service_name == "com.amazonaws.eu-west-1.s3" && aws_vpc_endpoint.s3.route_table_ids == toset(["rtb-private"])
    error_message = "All subnets have the route to S3's gateway endpoint."
  }

  assert {
    condition     = { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.service_name } == { for service in ["ecr.api", "ecr.dkr", "logs", "redshift-data", "sqs"] : service => "com.amazonaws.eu-west-1.${service}" }
    error_message = "Tasks reach ECR, CloudWatch Logs, the Redshift Data API and SQS."
  }

  assert {
    condition = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.vpc_endpoint_type == "Interface" && endpoint.private_dns_enabled &&
    endpoint.security_group_ids == toset(["sg-endpoint"]) && endpoint.subnet_ids == toset(["subnet-a", "subnet-b", "subnet-c"])])
    error_message = "Interface endpoints answer to the services' names in every subnet."
  }

  assert {
    condition     = output.vpc_id == "vpc-this" && join(" ", output.private_subnet_ids) == "subnet-a subnet-b subnet-c" && output.task_security_group_id == "sg-task" && output.warehouse_security_group_id == "sg-warehouse"
    error_message = "The outputs are the module's resources, subnets in the order of the zones."
  }

  assert {
    condition     = length(aws_flow_log.this) == 0 && length(aws_cloudwatch_log_group.flow_log) == 0 && length(aws_iam_role.flow_log) == 0 && length(aws_iam_role_policy.flow_log) == 0
    error_message = "Without flow_log there is none, nor a role for it."
  }
}

run "security_groups" {
  command = plan

  assert {
    condition     = length(aws_default_security_group.emptied.ingress) == 0 && length(aws_default_security_group.emptied.egress) == 0 && aws_default_security_group.emptied.vpc_id == "vpc-this"
    error_message = "The VPC's default group lets nothing through."
  }

  assert {
    condition = jsonencode([
      for rule in [aws_vpc_security_group_egress_rule.task_to_endpoints, aws_vpc_security_group_ingress_rule.endpoint_from_tasks] : [
        rule.security_group_id, rule.referenced_security_group_id, rule.ip_protocol, rule.from_port, rule.to_port, rule.cidr_ipv4, rule.cidr_ipv6, rule.prefix_list_id
      ]
      ]) == jsonencode([
      ["sg-task", "sg-endpoint", "tcp", 443, 443, null, null, null],
      ["sg-endpoint", "sg-task", "tcp", 443, 443, null, null, null],
    ])
    error_message = "Tasks reach endpoints by HTTPS, and endpoints take it from tasks alone."
  }

  assert {
    condition = jsonencode([
      for rule in [aws_vpc_security_group_egress_rule.task_to_s3, aws_vpc_security_group_egress_rule.warehouse_to_s3] : [
        rule.security_group_id, rule.prefix_list_id, rule.ip_protocol, rule.from_port, rule.to_port, rule.cidr_ipv4, rule.cidr_ipv6, rule.referenced_security_group_id
      ]
      ]) == jsonencode([
      ["sg-task", "pl-0123456789abcdef0", "tcp", 443, 443, null, null, null],
      ["sg-warehouse", "pl-0123456789abcdef0", "tcp", 443, 443, null, null, null],
    ])
    error_message = "Tasks and the warehouse reach S3 by HTTPS, and nothing else of the world."
  }
}

run "endpoint_policies" {
  command = plan

  assert {
    condition = jsonencode([for statement in data.aws_iam_policy_document.s3.statement : {
      actions    = sort(statement.actions)
      resources  = sort(statement.resources)
      conditions = [for condition in statement.condition : [condition.test, condition.variable, one(condition.values)]]
      }]) == jsonencode([
      {
        actions    = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions", "s3:PutObject"]
        resources  = ["arn:aws:s3:::sluice-test-landing", "arn:aws:s3:::sluice-test-landing/*", "arn:aws:s3:::sluice-test-staging", "arn:aws:s3:::sluice-test-staging/*"]
        conditions = [["StringEquals", "aws:PrincipalAccount", "123456789012"]]
      },
      {
        actions    = ["s3:GetObject"]
        resources  = ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"]
        conditions = []
      },
    ])
    error_message = "The way to S3 leads to the given buckets, for this account's principals, and to ECR's layers."
  }

  assert {
    condition = {
      for service, document in data.aws_iam_policy_document.interface : service => [
        for statement in document.statement : [one(statement.actions), one(statement.condition).test, one(statement.condition).variable, one(one(statement.condition).values)]
      ]
      } == {
      for service, prefix in { "ecr.api" = "ecr", "ecr.dkr" = "ecr", "logs" = "logs", "redshift-data" = "redshift-data", "sqs" = "sqs" } :
      service => [["${prefix}:*", "StringEquals", "aws:PrincipalAccount", "123456789012"]]
    }
    error_message = "Interface endpoints serve this account's principals alone."
  }
}

run "with_a_flow_log" {
  command = plan

  variables {
    flow_log = { retention_days = 30, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000" }
  }

  assert {
    condition = (
      aws_flow_log.this[0].traffic_type == "ALL" && aws_flow_log.this[0].vpc_id == "vpc-this" &&
      aws_flow_log.this[0].log_destination == aws_cloudwatch_log_group.flow_log[0].arn && aws_flow_log.this[0].iam_role_arn == aws_iam_role.flow_log[0].arn
    )
    error_message = "Every connection of the VPC is recorded."
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.flow_log[0].name == "/sluice/sluice-test-flow-log" && aws_cloudwatch_log_group.flow_log[0].retention_in_days == 30 &&
      aws_cloudwatch_log_group.flow_log[0].kms_key_id == var.flow_log.kms_key_arn && aws_iam_role.flow_log[0].name == "sluice-test-flow-log"
    )
    error_message = "The records are encrypted and are kept as long as asked."
  }

  assert {
    condition = { for condition in one(data.aws_iam_policy_document.flow_log_trust.statement).condition : condition.variable => [condition.test, one(condition.values)] } == {
      "aws:SourceAccount" = ["StringEquals", "123456789012"]
      "aws:SourceArn"     = ["ArnLike", "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"]
    } && one(one(data.aws_iam_policy_document.flow_log_trust.statement).principals).identifiers == toset(["vpc-flow-logs.amazonaws.com"])
    error_message = "Flow logs of this account alone take the role."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.flow_log.statement : [join(" ", sort(statement.actions)), one(statement.resources)]] == [
      ["logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/sluice/sluice-test-flow-log:*"],
      ["logs:DescribeLogGroups", "arn:aws:logs:eu-west-1:123456789012:log-group:*"],
    ]
    error_message = "The role writes to its log group, and lists groups."
  }
}

run "other_zones_and_services" {
  command = plan

  variables {
    region              = "us-gov-west-1"
    partition           = "aws-us-gov"
    cidr_block          = "172.20.8.0/22"
    availability_zones  = ["us-gov-west-1c", "us-gov-west-1a", "us-gov-west-1b", "us-gov-west-1d"]
    interface_endpoints = ["monitoring", "kinesis-streams"]
    bucket_arns         = ["arn:aws-us-gov:s3:::landing"]
  }

  assert {
    condition     = [for zone in var.availability_zones : aws_subnet.private[zone].cidr_block] == ["172.20.8.0/25", "172.20.8.128/25", "172.20.9.0/25", "172.20.9.128/25"]
    error_message = "The order of the zones cuts the range."
  }

  assert {
    condition     = { for service, document in data.aws_iam_policy_document.interface : service => one(one(document.statement).actions) } == { "monitoring" = "cloudwatch:*", "kinesis-streams" = "kinesis:*" }
    error_message = "A policy has the service's prefix in IAM, not the endpoint's name."
  }

  assert {
    condition     = contains(flatten([for statement in data.aws_iam_policy_document.s3.statement : tolist(statement.resources)]), "arn:aws-us-gov:s3:::prod-us-gov-west-1-starport-layer-bucket/*")
    error_message = "ARNs are of the given partition."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = length(output.network.private_subnet_ids) == 3
    error_message = "The example has a subnet in each of three zones."
  }
}

run "refuses_names" {
  command = plan

  variables {
    name                = "Sluice"
    account_id          = "12345678901"
    partition           = "aws-cn"
    cidr_block          = "10.42.0.0/23"
    interface_endpoints = ["com.amazonaws.eu-west-1.sqs"]
    bucket_arns         = ["arn:aws:s3:::landing/*"]
    flow_log            = { retention_days = 31, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000" }
  }

  expect_failures = [var.name, var.account_id, var.partition, var.cidr_block, var.interface_endpoints, var.bucket_arns, var.flow_log]
}

run "refuses_what_is_missing_or_too_long" {
  command = plan

  variables {
    name               = "a234567890123456789012345678901234567890123456789012345x"
    cidr_block         = "10.42.0.1/16"
    availability_zones = ["eu-west-1a", "eu-west-1b"]
    bucket_arns        = []
    flow_log           = { retention_days = 30, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/sluice" }
  }

  expect_failures = [var.name, var.cidr_block, var.availability_zones, var.bucket_arns, var.flow_log]
}

run "refuses_a_zone_twice" {
  command = plan

  variables {
    cidr_block         = "10.0.0.0/15"
    availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1b"]
  }

  expect_failures = [var.cidr_block, var.availability_zones]
}

run "refuses_zones_of_another_region" {
  command = plan

  variables {
    availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-2a"]
  }

  expect_failures = [var.availability_zones]
}

# Apart from the others: the zones' rule looks at it.
run "refuses_what_is_no_region" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}
