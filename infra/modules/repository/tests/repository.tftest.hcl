mock_provider "aws" {
  override_during = plan

  mock_resource "aws_ecr_repository" {
    defaults = {
      arn            = "arn:aws:ecr:eu-west-1:123456789012:repository/mocked"
      repository_url = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/mocked"
    }
  }
}

variables {
  name        = "sluice-test/fargate-processor"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}

run "immutable_and_scanned" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE" && one(aws_ecr_repository.this.image_scanning_configuration).scan_on_push
    error_message = "Tags do not move, and every image is scanned."
  }

  assert {
    condition     = one(aws_ecr_repository.this.encryption_configuration).encryption_type == "KMS" && one(aws_ecr_repository.this.encryption_configuration).kms_key == var.kms_key_arn
    error_message = "Images are encrypted with the customer key."
  }

  assert {
    condition     = !aws_ecr_repository.this.force_delete
    error_message = "A repository with images is not destroyed."
  }

  assert {
    condition = {
      for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules :
      rule.rulePriority => "${rule.action.type} ${rule.selection.tagStatus} ${rule.selection.countType} ${rule.selection.countNumber}"
      } == {
      1 = "expire untagged sinceImagePushed 7"
      2 = "expire any imageCountMoreThan 20"
    }
    error_message = "Untagged images go after 7 days; of all, the newest 20 stay, by the last rule."
  }

  assert {
    condition     = aws_ecr_lifecycle_policy.this.repository == "sluice-test/fargate-processor"
    error_message = "The rules are this repository's."
  }

  assert {
    condition     = output.name == "sluice-test/fargate-processor" && output.arn == aws_ecr_repository.this.arn && output.url == aws_ecr_repository.this.repository_url
    error_message = "The outputs are the repository's."
  }
}

run "kept_short_and_destroyed" {
  command = plan

  variables {
    keep_images  = 2
    force_delete = true
  }

  assert {
    condition     = aws_ecr_repository.this.force_delete && jsondecode(aws_ecr_lifecycle_policy.this.policy).rules[1].selection.countNumber == 2
    error_message = "The variables decide."
  }
}

run "example" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.repository.name == "sluice-dev/fargate-processor"
    error_message = "The example makes its repository."
  }
}

run "refuses_capitals_an_alias_and_one_image" {
  command = plan

  variables {
    name        = "Sluice"
    kms_key_arn = "alias/aws/ecr"
    keep_images = 1
  }

  expect_failures = [var.name, var.kms_key_arn, var.keep_images]
}

run "refuses_an_empty_part_and_half_an_image" {
  command = plan

  variables {
    name        = "sluice//processor"
    keep_images = 2.5
  }

  expect_failures = [var.name, var.keep_images]
}

run "refuses_one_letter" {
  command = plan

  variables {
    name = "s"
  }

  expect_failures = [var.name]
}
