# Timeouts, retention, sizes and names stand in one file, which the local stack and the CLI read as well. What an
# environment may have otherwise is a variable; everything else is the same everywhere.
locals {
  topology = jsondecode(file("${path.module}/../topology.json"))

  buckets  = local.topology.buckets
  queues   = local.topology.queues
  lanes    = local.topology.queues.lanes
  mapping  = local.topology.eventSourceMapping
  redrive  = local.topology.redrive
  sweep    = local.topology.sweep
  settings = local.topology.processor

  functions = local.topology.functions

  stream = {
    shard_count      = coalesce(var.stream.shard_count, local.topology.stream.shardCount)
    retention_hours  = coalesce(var.stream.retention_hours, local.topology.stream.retentionHours)
    max_record_bytes = local.topology.stream.maxRecordBytes
  }

  scaling = {
    # coalesce() would take 0 for what it is, but not null and 0 for the same.
    min_tasks                  = var.processor.min_tasks == null ? local.settings.scaling.minTasks : var.processor.min_tasks
    max_tasks                  = coalesce(var.processor.max_tasks, local.settings.scaling.maxTasks)
    backlog_per_task           = local.settings.scaling.backlogPerTask
    period_seconds             = local.settings.scaling.evaluationSeconds
    scale_out_cooldown_seconds = local.settings.scaling.scaleOutCooldownSeconds
    scale_in_cooldown_seconds  = local.settings.scaling.scaleInCooldownSeconds
  }

  micro_batch_max_age_seconds = coalesce(var.processor.micro_batch_max_age_seconds, local.settings.microBatch.maxAgeSeconds)
}
