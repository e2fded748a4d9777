output "alarm_names" {
  description = "Names of all alarms, by what they tell, such as halted or files-oldest-message; the dead-letter alarms under <lane>-dead-letters."
  value       = local.alarm_names
}

output "alarm_arns" {
  description = "ARNs of all alarms, under the same keys."
  value       = local.alarm_arns
}

output "dashboard_name" {
  description = "Name of the dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
