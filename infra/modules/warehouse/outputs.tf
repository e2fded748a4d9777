output "workgroup_name" {
  description = "Name of the workgroup."
  value       = aws_redshiftserverless_workgroup.this.workgroup_name
}

output "workgroup_arn" {
  description = "ARN of the workgroup, which ends with an id that only Redshift knows."
  value       = aws_redshiftserverless_workgroup.this.arn
}

output "namespace_name" {
  description = "Name of the namespace."
  value       = aws_redshiftserverless_namespace.this.namespace_name
}

output "namespace_arn" {
  description = "ARN of the namespace, which ends with an id that only Redshift knows."
  value       = aws_redshiftserverless_namespace.this.arn
}

output "database" {
  description = "Name of the database."
  value       = aws_redshiftserverless_namespace.this.db_name
}

output "copy_role_arn" {
  description = "ARN of the role that COPY reads staged files with."
  value       = aws_iam_role.copy.arn
}

output "copy_role_name" {
  description = "Name of the role that COPY reads staged files with."
  value       = aws_iam_role.copy.name
}

output "admin_secret_arn" {
  description = "ARN of the secret that holds the administrator's password."
  value       = aws_redshiftserverless_namespace.this.admin_password_secret_arn
}
