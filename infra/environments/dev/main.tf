# To try things: no task while there is nothing to do, all of them on Spot, and data that may go with the environment.
module "sluice" {
  source = "../../stack"

  environment            = "dev"
  account_id             = var.account_id
  region                 = var.region
  versions               = var.versions
  artifacts              = var.artifacts
  operator_subscriptions = var.operator_subscriptions

  network   = { availability_zones = [for zone in ["a", "b", "c"] : "${var.region}${zone}"], flow_log_days = 7 }
  stream    = { shard_count = 1, retention_hours = 48 }
  processor = { cpu = 1024, memory_megabytes = 2048, min_tasks = 0, max_tasks = 2, on_demand_base = 0, on_demand_weight = 0, spot_weight = 1 }
  warehouse = {
    base_capacity = 8
    max_capacity  = 16
    usage_limits  = { daily = { period = "daily", amount = 16, breach_action = "deactivate" } }
  }

  log_retention_days = 14
  force_destroy      = true
}
