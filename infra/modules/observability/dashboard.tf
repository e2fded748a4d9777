# The layout: a heading, the alarms, then rows of graphs.
locals {
  alarm_widget = {
    type       = "alarm"
    x          = 0
    y          = 1
    width      = 24
    height     = 6
    properties = { title = "Alarms", alarms = [for key in sort(keys(local.alarm_arns)) : local.alarm_arns[key]] }
  }

  # Where each row begins: a heading, then graphs, three beside each other.
  row_heights = concat([7], [for row in local.dashboard_rows : 1 + 6 * ceil(length(row.widgets) / 3)])
  row_starts  = [for index in range(length(local.row_heights)) : sum(concat([0], slice(local.row_heights, 0, index)))]

  headings = [
    for index, heading in concat(["Does anything ring?"], local.dashboard_rows[*].heading) : {
      type       = "text"
      x          = 0
      y          = local.row_starts[index]
      width      = 24
      height     = 1
      properties = { markdown = "## ${heading}" }
    }
  ]

  graphs = flatten([
    for index, row in local.dashboard_rows : [
      for place, widget in row.widgets : {
        type   = "metric"
        x      = 8 * (place % 3)
        y      = local.row_starts[index + 1] + 1 + 6 * floor(place / 3)
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          view    = "timeSeries"
          region  = var.region
          period  = local.period
          stat    = widget.stat
          metrics = widget.metrics
          yAxis   = { left = { min = 0 } }
        }
      }
    ]
  ])
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = concat(local.headings, [local.alarm_widget], local.graphs) })
}
