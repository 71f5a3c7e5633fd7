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

output "api_endpoint" {
  description = "Where the API is, without a slash at its end."
  value       = local.api_endpoint
}

output "event_bus_name" {
  description = "The bus that producers publish to."
  value       = aws_cloudwatch_event_bus.activity.name
}

output "event_bus_arn" {
  description = "The bus that producers publish to."
  value       = local.bus_arn
}

output "queue_url" {
  description = "What the rules fill and the record function empties."
  value       = aws_sqs_queue.activity.url
}

output "dead_letter_queue_url" {
  description = "Messages that could not be recorded."
  value       = aws_sqs_queue.dead_letter.url
}

output "rule_dead_letter_queue_url" {
  description = "Events that a rule could not deliver."
  value       = aws_sqs_queue.rule_dead_letter.url
}

output "table_name" {
  description = "The table that holds the timelines."
  value       = aws_dynamodb_table.activities.name
}

output "warning" {
  description = "Null, or what must not stay as it is."
  value       = local.open ? "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline." : null
}
