output "name" {
  description = "Name of the repository."
  value       = aws_ecr_repository.this.name
}

output "arn" {
  description = "ARN of the repository, for the role that pulls from it."
  value       = aws_ecr_repository.this.arn
}

output "url" {
  description = "URL of the repository, without a tag: <account>.dkr.ecr.<region>.amazonaws.com/<name>."
  value       = aws_ecr_repository.this.repository_url
}
