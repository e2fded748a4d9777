terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

module "observability" {
  source = "../.."

  name       = "sluice-dev"
  account_id = "123456789012"
  region     = "eu-west-1"

  lanes = {
    for lane in ["files", "rows"] : lane => {
      queue_name             = "sluice-dev-${lane}"
      dead_letter_queue_name = "sluice-dev-${lane}-dlq"
      dead_letter_alarm_name = "sluice-dev-${lane}-dlq-not-empty"
      oldest_message_seconds = 3600
    }
  }

  parked_queue_name      = "sluice-dev-parked"
  undelivered_queue_name = "sluice-dev-undelivered"

  stream = {
    name                       = "sluice-dev-records"
    retention_hours            = 168
    maximum_record_age_seconds = 86400
  }

  event_source_mapping_uuid = "14e0db71-5d35-4eb5-b481-8945cf9d10c2"

  functions = {
    s3_trigger        = "sluice-dev-s3-trigger"
    kinesis_transform = "sluice-dev-kinesis-transform"
    dlq_redrive       = "sluice-dev-dlq-redrive"
  }

  cluster_name   = "sluice-dev-cluster"
  service_name   = "sluice-dev-processor"
  min_tasks      = 1
  workgroup_name = "sluice-dev-warehouse"

  redrive_schedule_seconds = 900

  sweep = {
    log_group_name      = "/sluice/sluice-dev-processor"
    schedule_seconds    = 86400
    landing_bucket_name = "sluice-dev-landing-123456789012"
  }

  datasets = ["title-basics", "title-ratings"]

  dead_letter_alarm = {
    period_seconds     = 60
    evaluation_periods = 1
    threshold          = 1
    treat_missing_data = "notBreaching"
  }

  alarms_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:sluice-dev-alarms"
  operators_topic_arn = "arn:aws:sns:eu-west-1:123456789012:sluice-dev-operators"

  thresholds = {
    no_progress_seconds = 5400
    postponed_messages  = 50
  }
}

output "alarm_names" {
  description = "Every alarm."
  value       = module.observability.alarm_names
}
