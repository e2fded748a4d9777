output "environment" {
  description = "Name of the environment."
  value       = var.environment
}

output "region" {
  description = "Region that it is deployed to."
  value       = var.region
}

output "account_id" {
  description = "Account that it is deployed to."
  value       = var.account_id
}

output "names" {
  description = "Every resource's name, for `sluice … --outputs`: `terraform output -json > outputs.json`."
  value       = local.names
}

output "repository_url" {
  description = "Where the processor's image is pushed to, tagged with its version."
  value       = local.repository.repository_url
}

output "processor_role_name" {
  description = "Role of the processor: `sluice migrate --grant-to IAMR:<role>` lets it load."
  value       = module.processor_task.task_role_name
}

output "sweep_role_name" {
  description = "Role of the sweep task: `sluice migrate --grant-to IAMR:<role>` lets it read the ledgers."
  value       = module.sweep_task.task_role_name
}

output "copy_role_arn" {
  description = "Role that COPY reads staged files with."
  value       = local.warehouse.copy_role_arn
}

output "warehouse_admin_secret_arn" {
  description = "Secret of the warehouse's administrator; null with an existing warehouse."
  value       = one(module.warehouse[*].admin_secret_arn)
}

output "access_policy_arns" {
  description = "Policies to attach: `producer` for whoever drops files or puts records, `operator` for whoever runs `sluice` commands."
  value       = { producer = module.access_policies.producer_policy_arn, operator = module.access_policies.operator_policy_arn }
}

output "kms_key_arn" {
  description = "Key of everything at rest."
  value       = local.kms_key_arn
}

output "dashboard_name" {
  description = "CloudWatch dashboard to look at first."
  value       = module.observability.dashboard_name
}
