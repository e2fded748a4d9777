locals {
  work_volume = "work"

  container = merge(
    {
      name      = var.name
      image     = var.image
      essential = true

      environment = [for name, value in var.environment : { name = name, value = value }]

      # `node` in the official images. With a read-only root only what is mounted can be written: os.tmpdir().
      user                   = "1000:1000"
      privileged             = false
      readonlyRootFilesystem = true
      mountPoints            = [{ sourceVolume = local.work_volume, containerPath = "/tmp", readOnly = false }]

      # Node as process 1 would reap nothing, and a signal without a handler would not end it.
      linuxParameters = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
      stopTimeout     = var.stop_timeout_seconds

      # Not `blocking`: a processor that waits for CloudWatch Logs cannot keep its messages hidden. 25 MiB lost nothing up
      # to 5 MB/s in AWS's tests, and ECS's default mode depends on the account.
      # https://aws.amazon.com/blogs/containers/preventing-log-loss-with-non-blocking-mode-in-the-awslogs-container-log-driver/
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = var.region
          awslogs-stream-prefix = "task"
          mode                  = "non-blocking"
          max-buffer-size       = "25m"
        }
      }
    },
    length(var.command) == 0 ? {} : { command = var.command },
    var.health_port == null ? {} : { healthCheck = local.health_check },
  )

  # The image has Node and no curl. The check starts a process beside one that may use every core, so it gets more than
  # ECS's 5 seconds; interval and retries are ECS's own.
  health_check = {
    command     = ["CMD", "node", "-e", "fetch('http://127.0.0.1:${coalesce(var.health_port, 0)}/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
    interval    = 30
    timeout     = 20
    retries     = 3
    startPeriod = 60
  }
}
