# Names and ARNs of the resources of one environment. The CDK construct and the SAM template use the same names. A test compares the three.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  service = var.service_name
  account = data.aws_caller_identity.current.account_id
  # Versions 5 and 6 of the provider both have the name of the region in this attribute. Their other attributes differ.
  region     = data.aws_region.current.id
  partition  = data.aws_partition.current.partition
  arn        = { for service in ["sqs", "dynamodb", "events", "lambda", "logs"] : service => "arn:${local.partition}:${service}:${local.region}:${local.account}:" }
  protected  = var.protected == "auto" ? contains(["prod", "production", "prd", "live"], split("-", var.env)[0]) : var.protected == "true"
  integrated = var.integrated == "auto" ? contains(["dev", "prod"], var.env) : var.integrated == "true"
  open       = var.api_access == "OPEN_TO_THE_INTERNET"
  catalog    = jsondecode(file(var.catalog))
  tenanted   = anytrue([for entry in values(local.catalog.events) : can(local.catalog.tenant) || can(entry.tenant)])
  tags       = merge(var.tags, { Service = local.service, Environment = var.env })
}
