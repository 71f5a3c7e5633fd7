# The SSM parameters that other services read to find this system, and the outputs of the module.

resource "aws_ssm_parameter" "published" {
  for_each = {
    api-endpoint   = local.api_endpoint
    event-bus-name = aws_cloudwatch_event_bus.activity.name
    event-bus-arn  = local.bus_arn
  }

  name           = "${coalesce(var.parameter_path, "/${var.env}/${local.service}")}/${each.key}"
  type           = "String"
  insecure_value = each.value
  tags           = local.tags
}

output "api_endpoint" {
  description = "The address of the API, without a slash at the end."
  value       = local.api_endpoint
}

output "api_id" {
  description = "The id of the REST API."
  value       = aws_api_gateway_rest_api.activity.id
}

output "stage_arn" {
  description = "The ARN of the API's stage, for example for a web ACL."
  value       = "arn:${local.partition}:apigateway:${local.region}::/restapis/${aws_api_gateway_rest_api.activity.id}/stages/${aws_api_gateway_stage.activity.stage_name}"
}

output "event_bus_name" {
  description = "The name of the bus that producers publish to."
  value       = aws_cloudwatch_event_bus.activity.name
}

output "event_bus_arn" {
  description = "The ARN of the bus that producers publish to."
  value       = local.bus_arn
}

output "queue_url" {
  description = "The queue that the rules send events to and the record function reads."
  value       = aws_sqs_queue.activity.url
}

output "dead_letter_queue_url" {
  description = "The queue for messages that the record function could not record."
  value       = aws_sqs_queue.dead_letter.url
}

output "rule_dead_letter_queue_url" {
  description = "The queue for events that a rule could not deliver."
  value       = aws_sqs_queue.rule_dead_letter.url
}

output "table_name" {
  description = "The table of the activities."
  value       = aws_dynamodb_table.activities.name
}

output "data_protected" {
  description = "Whether the table is protected against deletion."
  value       = tostring(local.protected)
}

output "warning" {
  description = "A warning about a setting for demonstrations; null for none."
  value       = local.open ? "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline." : null
}
