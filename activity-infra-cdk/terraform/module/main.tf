# The names of this file are those of the CDK construct and the SAM template; a test compares the three.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  service = "ActivityService"
  account = data.aws_caller_identity.current.account_id
  # Versions 5 and 6 of the provider have the region's name under this attribute, and under different others.
  region     = data.aws_region.current.id
  partition  = data.aws_partition.current.partition
  arn        = { for service in ["sqs", "dynamodb", "events", "lambda", "logs"] : service => "arn:${local.partition}:${service}:${local.region}:${local.account}:" }
  production = var.env == "prod"
  integrated = coalesce(var.integrated, contains(["dev", "prod"], var.env))
  open       = var.api_access == "OPEN_TO_THE_INTERNET"
  tags       = merge(var.tags, { Service = local.service, Environment = var.env })

  # A rule per event type: its name is readable, and unique by a digest of the type.
  event_types = toset(keys(jsondecode(file(var.catalog)).events))
  rule_names = {
    for type in local.event_types :
    type => "${substr(replace(type, "/[^A-Za-z0-9]/", "_"), 0, 28)}_${substr(sha256(type), 0, 8)}-${var.env}"
  }
  event_patterns = {
    for type in local.event_types :
    type => endswith(type, ".*") ? jsonencode({ detail-type = [{ prefix = trimsuffix(type, "*") }] }) : jsonencode({ detail-type = [type] })
  }
  shared_event_types = local.integrated ? local.event_types : toset([])

  # Made of names, which a plan knows, and not of what a deployment answers: so a plan shows the whole of a policy.
  queue_arn       = "${local.arn.sqs}${local.service}-activity-queue-${var.env}"
  dead_letter_arn = "${local.arn.sqs}${local.service}-activity-dlq-${var.env}"
  rule_dlq_arn    = "${local.arn.sqs}${local.service}-activity-rule-dlq-${var.env}"
  table_arn       = "${local.arn.dynamodb}table/${aws_dynamodb_table.activities.name}"
  bus_arn         = "${local.arn.events}event-bus/${aws_cloudwatch_event_bus.activity.name}"
  own_rule_arns   = [for rule in aws_cloudwatch_event_rule.own : "${local.arn.events}rule/${rule.event_bus_name}/${rule.name}"]
  forwarding_rule_arns = [
    for rule in aws_cloudwatch_event_rule.shared : "${local.arn.events}rule/${rule.event_bus_name}/${rule.name}"
  ]

  tls_only = {
    for name, arn in { queue = local.queue_arn, dead_letter = local.dead_letter_arn, rule_dlq = local.rule_dlq_arn } : name => {
      Sid                    = "TlsOnly"
      Effect                 = "Deny"
      Principal              = { AWS = "*" }
      Action                 = "sqs:*"
      Resource               = arn
      Condition              = { Bool = { "aws:SecureTransport" = "false" } }
    }
  }
}

# Events

resource "aws_cloudwatch_event_bus" "activity" {
  name = "${local.service}-events-${var.env}"
  tags = local.tags
}

resource "aws_cloudwatch_event_rule" "own" {
  for_each = local.event_types

  name           = "activity_${local.rule_names[each.key]}"
  description    = "Activity service: ${each.key}"
  state          = "ENABLED"
  event_bus_name = aws_cloudwatch_event_bus.activity.name
  event_pattern  = local.event_patterns[each.key]
  tags           = local.tags
}

resource "aws_cloudwatch_event_target" "own" {
  for_each = local.event_types

  rule           = aws_cloudwatch_event_rule.own[each.key].name
  event_bus_name = aws_cloudwatch_event_bus.activity.name
  target_id      = "ActivityQueue"
  arn            = local.queue_arn

  dead_letter_config {
    arn = local.rule_dlq_arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  # The target's ARN is made of a name: that the queues are there and let the rule in has to be said.
  depends_on = [aws_sqs_queue.activity, aws_sqs_queue.rule_dead_letter]
}

data "aws_ssm_parameter" "shared_bus" {
  count = local.integrated ? 1 : 0
  name  = "/${var.env}/shared/event-bus-name"
}

resource "aws_cloudwatch_event_rule" "shared" {
  for_each = local.shared_event_types

  name           = "shared_activity_${local.rule_names[each.key]}"
  description    = "Activity service: ${each.key}"
  state          = "ENABLED"
  event_bus_name = data.aws_ssm_parameter.shared_bus[0].insecure_value
  event_pattern  = local.event_patterns[each.key]
  tags           = local.tags
}

resource "aws_cloudwatch_event_target" "shared" {
  for_each = local.shared_event_types

  rule           = aws_cloudwatch_event_rule.shared[each.key].name
  event_bus_name = aws_cloudwatch_event_rule.shared[each.key].event_bus_name
  target_id      = "ActivityBus"
  arn            = local.bus_arn
  role_arn       = "arn:${local.partition}:iam::${local.account}:role/${aws_iam_role.forward[0].name}"

  dead_letter_config {
    arn = local.rule_dlq_arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  depends_on = [aws_iam_role_policy.forward, aws_sqs_queue.rule_dead_letter]
}

resource "aws_iam_role" "forward" {
  count = local.integrated ? 1 : 0

  name = "${local.service}-forward-${var.env}-${local.region}"
  tags = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "forward" {
  count = local.integrated ? 1 : 0

  name = "forward"
  role = aws_iam_role.forward[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Forward"
      Effect   = "Allow"
      Action   = "events:PutEvents"
      Resource = local.bus_arn
    }]
  })
}

resource "aws_cloudwatch_event_archive" "activity" {
  count = var.archive_days > 0 ? 1 : 0

  name             = "${local.service}-archive-${var.env}"
  description      = "Events of the activity service's bus, for replay"
  event_source_arn = local.bus_arn
  retention_days   = var.archive_days
}

# Queues

resource "aws_sqs_queue" "activity" {
  name                       = "${local.service}-activity-queue-${var.env}"
  message_retention_seconds  = 345600
  visibility_timeout_seconds = 6 * var.record_timeout + 60
  sqs_managed_sse_enabled    = true
  tags                       = local.tags
  redrive_policy = jsonencode({
    deadLetterTargetArn = "${local.arn.sqs}${aws_sqs_queue.dead_letter.name}"
    maxReceiveCount     = var.max_receive_count
  })
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [local.tls_only.queue, {
      Sid       = "RulesOnly"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = local.queue_arn
      Condition = { ArnEquals = { "aws:SourceArn" = local.own_rule_arns } }
    }]
  })
}

resource "aws_sqs_queue" "dead_letter" {
  name                      = "${local.service}-activity-dlq-${var.env}"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = local.tags
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.queue_arn]
  })
  policy = jsonencode({ Version = "2012-10-17", Statement = [local.tls_only.dead_letter] })
}

resource "aws_sqs_queue" "rule_dead_letter" {
  name                      = "${local.service}-activity-rule-dlq-${var.env}"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = local.tags
  redrive_allow_policy      = jsonencode({ redrivePermission = "denyAll" })
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [local.tls_only.rule_dlq, {
      Sid       = "RulesOnly"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = local.rule_dlq_arn
      Condition = { ArnEquals = { "aws:SourceArn" = concat(local.own_rule_arns, local.forwarding_rule_arns) } }
    }]
  })
}

# The table

resource "aws_dynamodb_table" "activities" {
  name                        = "${local.service}-activities-${var.env}"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = local.production
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
    enabled = true
  }
}

# Where other services look this one up

resource "aws_ssm_parameter" "published" {
  for_each = {
    api-endpoint   = local.api_endpoint
    event-bus-name = aws_cloudwatch_event_bus.activity.name
    event-bus-arn  = local.bus_arn
  }

  name           = "/${var.env}/${local.service}/${each.key}"
  type           = "String"
  insecure_value = each.value
  tags           = local.tags
}
