# The system in one account and region. With "make tf-apply", the state is in S3. With "make tf-apply-local", it is in this folder.

terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }

  # The make targets set bucket, key and region: terraform init -backend-config=…
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
}

module "activity_service" {
  source = "./module"

  env             = var.env
  app_version     = var.app_version
  catalog         = var.catalog
  package_folder  = var.package_folder
  alarm_topic_arn = var.alarm_topic_arn
  archive_days    = var.archive_days
  api_access      = var.api_access
  datadog         = var.dd_api_key_secret_arn == "" ? null : { secret_arn = var.dd_api_key_secret_arn, site = var.dd_site }
}
