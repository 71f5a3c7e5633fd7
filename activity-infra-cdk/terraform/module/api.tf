locals {
  api_endpoint = "https://${aws_api_gateway_rest_api.activity.id}.execute-api.${local.region}.${data.aws_partition.current.dns_suffix}/${aws_api_gateway_stage.activity.stage_name}"

  find_alias_arn = "${local.arn.lambda}function:${aws_lambda_alias.live["Find"].function_name}:${aws_lambda_alias.live["Find"].name}"

  lambda_uri = {
    for name, arn in { find = local.find_alias_arn, authorizer = local.authorizer.function_arn } :
    name => "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/${arn}/invocations"
  }

  # The form of one origin, as the query function accepts it. The last part is a port from 1 to 65535 without 80 and 443.
  origin = "https?://(([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?[.])*[a-z_]([a-z0-9_-]*[a-z0-9_])?|(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])([.](25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3})(:([1-9]|[1-79][0-9]|8[1-9]|[1-35-9][0-9]{2}|4[0-35-9][0-9]|44[0-24-9]|[1-9][0-9]{3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"

  # The origin in the gateway's own responses, which are static: the one origin, or any origin instead of several.
  cors           = var.cors_allow_origin != null
  gateway_origin = strcontains(coalesce(var.cors_allow_origin, "none"), ",") ? "*" : coalesce(var.cors_allow_origin, "none")

  # The identity source without its begin "method.request.header." is the header of a token.
  api_values = {
    Name                     = "${local.service}-api-${var.env}"
    Version                  = "1"
    ResourcePolicy           = try(jsondecode(local.resource_policy), null)
    FindUri                  = local.lambda_uri.find
    QuotedOrigin             = "'${local.gateway_origin}'"
    CognitoUserPoolArns      = try(var.cognito.user_pool_arns, [])
    CognitoScopes            = try(var.cognito.scopes, [])
    AuthorizerUri            = local.lambda_uri.authorizer
    AuthorizerHeader         = trimprefix(local.authorizer.identity_source, "method.request.header.")
    AuthorizerIdentitySource = "${local.authorizer.identity_source}${contains(split(",", local.authorizer.identity_source), "context.path") ? "" : ",context.path"}"
    AuthorizerCacheSeconds   = local.authorizer.cache_seconds
  }

  # The source has quotes around each placeholder, so that it is JSON. They are removed here, because a value can be a list or a number.
  api_template = replace(file("${path.module}/api.json"), "/\"(\\$\\{[A-Za-z]+\\})\"/", "$1")
  api_source   = jsondecode(templatestring(local.api_template, { for name, value in local.api_values : name => jsonencode(value) }))
  api_access   = local.api_source.access[var.api_access == "AUTHORIZER" ? "AUTHORIZER_${local.authorizer.type}" : var.api_access]

  # OPTIONS and the gateway's responses exist only with CORS. OPTIONS has no authorizer, because browsers send it without a token.
  api_body = jsonencode(merge(
    {
      for name, part in local.api_source : name => part
      if !contains(["access", "paths"], name)
      && (local.cors || name != "x-amazon-apigateway-gateway-responses")
      && (var.api_resource_policy != null || name != "x-amazon-apigateway-policy")
    },
    {
      components = local.api_access.components
      paths = {
        for path, methods in local.api_source.paths : path => {
          for method, operation in methods :
          method => merge(operation, { for name, part in local.api_access.method : name => part if method != "options" })
          if local.cors || method != "options"
        }
      }
    },
  ))

  # The function of the authorizer. Its ARN can end with a version or an alias, which a permission states separately.
  authorizer = {
    function_arn    = try(var.authorizer.function_arn, "")
    type            = try(var.authorizer.type, "REQUEST")
    cache_seconds   = try(var.authorizer.cache_seconds, 0)
    identity_source = try(var.authorizer.identity_source, "method.request.header.Authorization")
  }
  authorizer_arn = split(":", local.authorizer.function_arn)

  # The variable of the access log that names the caller. An open API does not know its callers.
  log_caller = {
    IAM        = "$context.identity.userArn"
    COGNITO    = "$context.authorizer.claims.sub"
    AUTHORIZER = "$context.authorizer.principalId"
  }

  api_arn     = "arn:${local.partition}:execute-api:${local.region}:${local.account}:${aws_api_gateway_rest_api.activity.id}"
  api_methods = concat(["GET", "HEAD"], local.cors ? ["OPTIONS"] : [])
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${local.service}-api-${var.env}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = local.tags
}

resource "aws_api_gateway_rest_api" "activity" {
  name                         = "${local.service}-api-${var.env}"
  description                  = "Timelines of the activity service"
  disable_execute_api_endpoint = false
  body                         = local.api_body
  # A part of the body that the gateway does not understand would otherwise only be missing.
  fail_on_warnings = true
  tags             = local.tags

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
    format = jsonencode({ for name, value in {
      requestId          = "$context.requestId"
      time               = "$context.requestTimeEpoch"
      method             = "$context.httpMethod"
      resourcePath       = "$context.resourcePath"
      status             = "$context.status"
      latency            = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      error              = "$context.error.responseType"
      caller             = lookup(local.log_caller, var.api_access, null)
    } : name => value if value != null })
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
  for_each = toset(flatten([for method in local.api_methods : ["${method}/api/activity/*", "${method}/api/activity/*/*"]]))

  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_alias.live["Find"].function_name
  qualifier     = aws_lambda_alias.live["Find"].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${local.api_arn}/${var.env}/${each.key}"
}

# On the function of the deployer, so that the API may ask it.
resource "aws_lambda_permission" "authorizer" {
  count = var.authorizer == null ? 0 : 1

  action        = "lambda:InvokeFunction"
  function_name = join(":", slice(local.authorizer_arn, 0, 7))
  qualifier     = try(local.authorizer_arn[7], null)
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${local.api_arn}/authorizers/*"
}

check "api_access" {
  assert {
    condition     = !local.open
    error_message = "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline."
  }
}
