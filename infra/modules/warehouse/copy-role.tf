locals {
  copy_role_name = "${var.name}-copy"
  copy_role_arn  = "arn:${var.partition}:iam::${var.account_id}:role/${local.copy_role_name}"
  dns_suffix     = var.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"
}

# What COPY reads staged files with. Whoever loads names it in the statement, and needs no right to pass it.
resource "aws_iam_role" "copy" {
  name               = local.copy_role_name
  description        = "COPY of ${var.name} reads staged files."
  assume_role_policy = data.aws_iam_policy_document.copy_trust.json
}

resource "aws_iam_role_policy" "copy" {
  name   = "read-staged-files"
  role   = aws_iam_role.copy.name
  policy = data.aws_iam_policy_document.copy.json
}

# Apart from the other, because a key's ARN is not known before it exists.
resource "aws_iam_role_policy" "copy_encryption" {
  name   = "decrypt-staged-files"
  role   = aws_iam_role.copy.name
  policy = data.aws_iam_policy_document.copy_encryption.json
}

# Both principals, as Redshift Serverless asks for. It does not document aws:SourceAccount; what it does document is that the
# external id is the database user for whom it takes the role: here, any of this account and region. `IfExists`, and both
# services' names, because a load that is refused would be the price of reading that too closely.
# https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-security-other-services.html
# https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html
data "aws_iam_policy_document" "copy_trust" {
  statement {
    sid     = "CopyForUsersOfThisAccount"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"]
    }

    condition {
      test     = "StringLikeIfExists"
      variable = "sts:ExternalId"
      values = [
        for service in ["redshift", "redshift-serverless"] :
        "arn:${var.partition}:${service}:${var.region}:${var.account_id}:dbuser:*"
      ]
    }
  }
}

# https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-access-permissions.html
data "aws_iam_policy_document" "copy" {
  statement {
    sid       = "ReadStagedFiles"
    actions   = ["s3:GetObject"]
    resources = ["${var.staging_bucket_arn}/loads/*"]
  }

  statement {
    sid       = "ListStagedFiles"
    actions   = ["s3:ListBucket"]
    resources = [var.staging_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["loads/*"]
    }
  }
}

data "aws_iam_policy_document" "copy_encryption" {
  statement {
    sid       = "DecryptStagedFiles"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.region}.${local.dns_suffix}"]
    }
  }
}
