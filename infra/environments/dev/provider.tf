# Refuses any other account than the one that is meant.
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      application = "sluice"
      environment = "dev"
      managed-by  = "terraform"
    }
  }
}
