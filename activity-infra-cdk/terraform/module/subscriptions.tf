locals {
  # Each event type has a rule. Its name is readable, and a digest of the event type makes it unique.
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

  own_rule_arns = [for rule in aws_cloudwatch_event_rule.own : "${local.arn.events}rule/${rule.event_bus_name}/${rule.name}"]
  forwarding_rule_arns = [
    for rule in aws_cloudwatch_event_rule.shared : "${local.arn.events}rule/${rule.event_bus_name}/${rule.name}"
  ]
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

  # The target contains only names of the queues, so Terraform cannot see that the queues and their policies must exist first.
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
