output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Ids of the subnets, one for each availability zone, in the order in which the zones were given."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}

output "task_security_group_id" {
  description = "Id of the security group for tasks: HTTPS out to the endpoints and to S3."
  value       = aws_security_group.task.id
}

output "warehouse_security_group_id" {
  description = "Id of the security group for the warehouse: HTTPS out to S3."
  value       = aws_security_group.warehouse.id
}
