output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "service_name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}

output "scaling_alarm_names" {
  description = "Alarms that make the service shrink, and start its first task where it may have none; their ALARM is nothing to be told of."
  value       = values(local.alarm_names)
}
