# Alarms of the dead-letter queues set off the redrive.
module "alarms_topic" {
  source = "../modules/topic"

  name               = local.names.alarmTopic
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  kms_key_arn        = local.kms_key_arn
  publisher_services = ["cloudwatch.amazonaws.com"]

  subscriptions = {
    redrive = { protocol = "lambda", endpoint = module.dlq_redrive.arn }
  }
}

# Every alarm, and the redrive when it gives up, tells people.
module "operators_topic" {
  source = "../modules/topic"

  name               = local.names.operatorsTopic
  account_id         = var.account_id
  region             = var.region
  partition          = var.partition
  kms_key_arn        = local.kms_key_arn
  publisher_services = ["cloudwatch.amazonaws.com"]
  subscriptions      = var.operator_subscriptions
}
