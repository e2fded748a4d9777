output "producer_policy_arn" {
  description = "ARN of the policy for whoever lands files and puts records."
  value       = aws_iam_policy.producer.arn
}

output "operator_policy_arn" {
  description = "ARN of the policy for whoever runs the operators' commands."
  value       = aws_iam_policy.operator.arn
}
