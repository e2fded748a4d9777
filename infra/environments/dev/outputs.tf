output "environment" {
  description = "Name of the environment."
  value       = module.sluice.environment
}

output "region" {
  description = "Region that it is deployed to."
  value       = module.sluice.region
}

output "account_id" {
  description = "Account that it is deployed to."
  value       = module.sluice.account_id
}

output "names" {
  description = "Every resource's name, for `sluice … --outputs`."
  value       = module.sluice.names
}

output "repository_url" {
  description = "Where the processor's image is pushed to."
  value       = module.sluice.repository_url
}

output "processor_role_name" {
  description = "For `sluice migrate --grant-to IAMR:<role>`."
  value       = module.sluice.processor_role_name
}

output "sweep_role_name" {
  description = "For `sluice migrate --grant-to IAMR:<role>`."
  value       = module.sluice.sweep_role_name
}

output "warehouse_admin_secret_arn" {
  description = "Secret of the warehouse's administrator."
  value       = module.sluice.warehouse_admin_secret_arn
}

output "access_policy_arns" {
  description = "Policies to attach to producers and operators."
  value       = module.sluice.access_policy_arns
}

output "dashboard_name" {
  description = "CloudWatch dashboard to look at first."
  value       = module.sluice.dashboard_name
}

output "versions" {
  description = "Version of each service that runs, which a deployment of another keeps."
  value       = var.versions
}
