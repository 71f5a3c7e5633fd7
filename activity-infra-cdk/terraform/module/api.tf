locals {
  api_endpoint = "https://${aws_api_gateway_rest_api.activity.id}.execute-api.${local.region}.${data.aws_partition.current.dns_suffix}/${aws_api_gateway_stage.activity.stage_name}"

  find_alias_arn = "${local.arn.lambda}function:${aws_lambda_alias.live["Find"].function_name}:${aws_lambda_alias.live["Find"].name}"

  path_parameters = {
    "/api/activity/{entity_type}"             = { path = ["entity_type"], query = ["id"] }
    "/api/activity/{entity_type}/{entity_id}" = { path = ["entity_type", "entity_id"], query = [] }
  }

  api_body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "${local.service}-api-${var.env}", version = "1" }
    x-amazon-apigateway-request-validators = {
      parameters = { validateRequestParameters = true, validateRequestBody = true }
    }
    paths = {
      for path, required in local.path_parameters : path => {
        get = {
          x-amazon-apigateway-auth              = { type = local.open ? "NONE" : "AWS_IAM" }
          x-amazon-apigateway-request-validator = "parameters"
          x-amazon-apigateway-integration = {
            type       = "aws_proxy"
            httpMethod = "POST"
            uri        = "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/${local.find_alias_arn}/invocations"
          }
          parameters = concat(
            [for name in required.path : { name = name, in = "path", required = true, schema = { type = "string" } }],
            [for name in required.query : { name = name, in = "query", required = true, schema = { type = "string" } }],
            [
              for name in ["limit", "order", "from", "until", "type", "cursor"] :
              { name = name, in = "query", required = false, schema = { type = "string" } }
            ],
          )
        }
      }
    }
  })
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${local.service}-api-${var.env}"
  retention_in_days = var.log_retention_days
  tags              = local.tags
}

resource "aws_api_gateway_rest_api" "activity" {
  name                         = "${local.service}-api-${var.env}"
  description                  = "Timelines of the activity service"
  disable_execute_api_endpoint = false
  body                         = local.api_body
  tags                         = local.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_deployment" "activity" {
  rest_api_id = aws_api_gateway_rest_api.activity.id
  triggers    = { body = sha256(local.api_body) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "activity" {
  rest_api_id   = aws_api_gateway_rest_api.activity.id
  deployment_id = aws_api_gateway_deployment.activity.id
  stage_name    = var.env
  tags          = local.tags

  access_log_settings {
    destination_arn = "${local.arn.logs}log-group:${aws_cloudwatch_log_group.api.name}"
    # No path and no query, because they contain the ids of entities.
    format = jsonencode({
      requestId          = "$context.requestId"
      time               = "$context.requestTimeEpoch"
      method             = "$context.httpMethod"
      resourcePath       = "$context.resourcePath"
      status             = "$context.status"
      latency            = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      error              = "$context.error.responseType"
    })
  }
}

resource "aws_api_gateway_method_settings" "activity" {
  rest_api_id = aws_api_gateway_rest_api.activity.id
  stage_name  = aws_api_gateway_stage.activity.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = var.throttling_rate
    throttling_burst_limit = var.throttling_burst
    metrics_enabled        = false
    data_trace_enabled     = false
  }
}

resource "aws_lambda_permission" "api" {
  for_each = toset(["*", "*/*"])

  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_alias.live["Find"].function_name
  qualifier     = aws_lambda_alias.live["Find"].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:${local.partition}:execute-api:${local.region}:${local.account}:${aws_api_gateway_rest_api.activity.id}/${var.env}/GET/api/activity/${each.key}"
}

check "api_access" {
  assert {
    condition     = !local.open
    error_message = "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline."
  }
}
