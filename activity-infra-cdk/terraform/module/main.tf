# The table. The files of the other parts have the names of the CDK construct's classes: names.tf, messaging.tf, subscriptions.tf,
# functions.tf, api.tf, watch.tf and outputs.tf.

locals {
  table_arn = "${local.arn.dynamodb}table/${aws_dynamodb_table.activities.name}"
}

resource "aws_dynamodb_table" "activities" {
  name                        = "${local.service}-activities-${var.env}"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = local.protected
  tags                        = local.tags

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  ttl {
    attribute_name = "x"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
