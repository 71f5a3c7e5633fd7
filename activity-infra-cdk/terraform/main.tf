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

locals {
  # All variables of the module that are settings. A test compares them.
  known_settings = [
    "env",
    "service_name",
    "parameter_path",
    "app_version",
    "catalog",
    "rule_buckets",
    "integrated",
    "api_access",
    "cognito",
    "authorizer",
    "api_resource_policy",
    "cors_allow_origin",
    "read_policy",
    "tenant_claim",
    "protected",
    "kms_key_arn",
    "snap_start",
    "record_memory",
    "find_memory",
    "architecture",
    "record_timeout",
    "find_timeout",
    "max_receive_count",
    "batch_size",
    "batch_window",
    "maximum_concurrency",
    "log_retention_days",
    "throttling_rate",
    "throttling_burst",
    "archive_days",
    "reject_unrecordable",
    "max_event_bytes",
    "trace_url_template",
    "telemetry_ids",
    "log_level",
    "metrics",
    "audit_key_secret_arn",
    "environment",
    "alarm_topic_arn",
    "message_age_alarm",
    "datadog",
    "open_telemetry",
    "tags",
  ]
  # A setting that is not given is null, which means the default of the module.
  settings = { for name in local.known_settings : name => try(var.settings[name], null) }
}

module "activity_service" {
  source = "./module"

  package_folder       = var.package_folder
  env                  = local.settings.env
  service_name         = local.settings.service_name
  parameter_path       = local.settings.parameter_path
  app_version          = local.settings.app_version
  catalog              = local.settings.catalog
  rule_buckets         = local.settings.rule_buckets
  integrated           = local.settings.integrated
  api_access           = local.settings.api_access
  cognito              = local.settings.cognito
  authorizer           = local.settings.authorizer
  api_resource_policy  = local.settings.api_resource_policy
  cors_allow_origin    = local.settings.cors_allow_origin
  read_policy          = local.settings.read_policy
  tenant_claim         = local.settings.tenant_claim
  protected            = local.settings.protected
  kms_key_arn          = local.settings.kms_key_arn
  snap_start           = local.settings.snap_start
  record_memory        = local.settings.record_memory
  find_memory          = local.settings.find_memory
  architecture         = local.settings.architecture
  record_timeout       = local.settings.record_timeout
  find_timeout         = local.settings.find_timeout
  max_receive_count    = local.settings.max_receive_count
  batch_size           = local.settings.batch_size
  batch_window         = local.settings.batch_window
  maximum_concurrency  = local.settings.maximum_concurrency
  log_retention_days   = local.settings.log_retention_days
  throttling_rate      = local.settings.throttling_rate
  throttling_burst     = local.settings.throttling_burst
  archive_days         = local.settings.archive_days
  reject_unrecordable  = local.settings.reject_unrecordable
  max_event_bytes      = local.settings.max_event_bytes
  trace_url_template   = local.settings.trace_url_template
  telemetry_ids        = local.settings.telemetry_ids
  log_level            = local.settings.log_level
  metrics              = local.settings.metrics
  audit_key_secret_arn = local.settings.audit_key_secret_arn
  environment          = local.settings.environment
  alarm_topic_arn      = local.settings.alarm_topic_arn
  message_age_alarm    = local.settings.message_age_alarm
  datadog              = local.settings.datadog
  open_telemetry       = local.settings.open_telemetry
  tags                 = local.settings.tags
}
