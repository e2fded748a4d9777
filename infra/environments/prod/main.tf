# What people rely on: always one task that Spot cannot take away, a year of the stream for replays, and limits that warn
# but never stop a load.
module "sluice" {
  source = "../../stack"

  environment            = "prod"
  account_id             = var.account_id
  region                 = var.region
  versions               = var.versions
  artifacts              = var.artifacts
  operator_subscriptions = var.operator_subscriptions

  network   = { availability_zones = [for zone in ["a", "b", "c"] : "${var.region}${zone}"], flow_log_days = 90 }
  stream    = { mode = "ON_DEMAND", retention_hours = 8760 }
  processor = { cpu = 2048, memory_megabytes = 4096, min_tasks = 1, max_tasks = 8 }
  warehouse = {
    base_capacity = 32
    max_capacity  = 128
    usage_limits = {
      daily   = { period = "daily", amount = 384, breach_action = "emit-metric" }
      monthly = { period = "monthly", amount = 5760, breach_action = "log" }
    }
  }

  log_retention_days = 365
}
