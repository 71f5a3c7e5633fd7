locals {
  # The ARNs are computed from names, because a plan then contains the complete policies. The attribute "arn" is only known after a deployment.
  queue_arn       = "${local.arn.sqs}${local.service}-activity-queue-${var.env}"
  dead_letter_arn = "${local.arn.sqs}${local.service}-activity-dlq-${var.env}"
  rule_dlq_arn    = "${local.arn.sqs}${local.service}-activity-rule-dlq-${var.env}"
  bus_arn         = "${local.arn.events}event-bus/${aws_cloudwatch_event_bus.activity.name}"

  # The name of the bus is a text, because the bus needs its dead-letter queue first.
  bus_name = "${local.service}-events-${var.env}"
  buses    = concat([local.bus_name], data.aws_ssm_parameter.shared_bus[*].insecure_value)

  # The policies name the rules by patterns, so that their size does not depend on the catalog, and rules can wait for the policies.
  rules_only = {
    for name, arn in { queue = local.queue_arn, rule_dlq = local.rule_dlq_arn } : name => {
      Sid                    = "RulesOnly"
      Effect                 = "Allow"
      Principal              = { Service = "events.amazonaws.com" }
      Action                 = "sqs:SendMessage"
      Resource               = arn
      Condition = {
        ArnLike      = { "aws:SourceArn" = [for bus in local.buses : "${local.arn.events}rule/${bus}/${local.rule_name}*"] }
        StringEquals = { "aws:SourceAccount" = local.account }
      }
    }
  }

  # Only a bus with a key can fail to encrypt an event. It then sends the event to the dead-letter queue of the rules.
  bus_only = var.kms_key_arn == null ? [] : [{
    Sid       = "BusOnly"
    Effect    = "Allow"
    Principal = { Service = "events.amazonaws.com" }
    Action    = "sqs:SendMessage"
    Resource  = local.rule_dlq_arn
    Condition = {
      ArnLike      = { "aws:SourceArn" = "${local.arn.events}event-bus/${local.bus_name}" }
      StringEquals = { "aws:SourceAccount" = local.account }
    }
  }]

  queue_policies = {
    for name, statement in local.rules_only : name => jsonencode({
      Version   = "2012-10-17"
      Statement = concat([local.tls_only[name], statement], name == "rule_dlq" ? local.bus_only : [])
    })
  }

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

resource "aws_cloudwatch_event_bus" "activity" {
  name               = local.bus_name
  kms_key_identifier = var.kms_key_arn
  tags               = local.tags

  dynamic "dead_letter_config" {
    for_each = var.kms_key_arn == null ? [] : [1]
    content {
      arn = "${local.arn.sqs}${aws_sqs_queue.rule_dead_letter.name}"
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.rules) <= local.limits.rules_per_bus
      error_message = "The bus must have at most ${local.limits.rules_per_bus} rules, not ${length(local.rules)}: set RULE_BUCKETS=64, or use prefixes such as \"orders.*\". All teams share the limit of a shared bus."
    }
  }
}

resource "aws_cloudwatch_event_archive" "activity" {
  count = var.archive_days > 0 ? 1 : 0

  name             = "${local.service}-archive-${var.env}"
  description      = "Events of the activity service's bus, for replay"
  event_source_arn = local.bus_arn
  retention_days   = var.archive_days
}

resource "aws_sqs_queue" "activity" {
  name                       = "${local.service}-activity-queue-${var.env}"
  message_retention_seconds  = 345600
  visibility_timeout_seconds = 6 * var.record_timeout + 60
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  kms_master_key_id          = var.kms_key_arn
  tags                       = local.tags
  redrive_policy = jsonencode({
    deadLetterTargetArn = "${local.arn.sqs}${aws_sqs_queue.dead_letter.name}"
    maxReceiveCount     = var.max_receive_count
  })
  policy = local.queue_policies.queue

  lifecycle {
    precondition {
      condition     = length(local.queue_policies.queue) <= local.limits.policy_bytes
      error_message = "The policy of the queue activity-queue must have at most ${local.limits.policy_bytes} bytes, not ${length(local.queue_policies.queue)}: shorten the name of the shared bus."
    }
  }
}

resource "aws_sqs_queue" "dead_letter" {
  name                      = "${local.service}-activity-dlq-${var.env}"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
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
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  tags                      = local.tags
  redrive_allow_policy      = jsonencode({ redrivePermission = "denyAll" })
  policy                    = local.queue_policies.rule_dlq

  lifecycle {
    precondition {
      condition     = length(local.queue_policies.rule_dlq) <= local.limits.policy_bytes
      error_message = "The policy of the queue activity-rule-dlq must have at most ${local.limits.policy_bytes} bytes, not ${length(local.queue_policies.rule_dlq)}: shorten the name of the shared bus."
    }
  }
}
