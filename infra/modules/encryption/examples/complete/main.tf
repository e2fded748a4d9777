provider "aws" {
  region = "eu-west-1"
}

module "encryption" {
  source = "../.."

  name       = "sluice-dev"
  account_id = "123456789012"
  region     = "eu-west-1"

  deletion_window_days    = 30
  log_group_name_prefixes = ["/aws/lambda/sluice-dev-", "/sluice/sluice-dev-"]
  fargate_cluster_names   = ["sluice-dev-cluster"]
}

output "encryption" {
  description = "ARN, id and alias of the key."
  value       = module.encryption
}
