locals {
  # Read policies that are not files.
  policy_values = "^(authenticated|allow-all|claim:[^{}\\r\\n]+=[A-Za-z][A-Za-z0-9._-]{0,63})$"
  policy_file   = var.read_policy == null || can(regex(local.policy_values, var.read_policy)) ? null : var.read_policy

  # The name of the package contains a digest of the catalog and the policy file. The plan fails if no package for these files exists.
  package_digest = local.policy_file == null ? filesha256(var.catalog) : sha256("${filesha256(var.catalog)}${filesha256(local.policy_file)}")
  package        = "${var.package_folder}/functions-${substr(local.package_digest, 0, 16)}.zip"

  datadog_environment = var.datadog == null ? {} : { for name, value in {
    AWS_LAMBDA_EXEC_WRAPPER   = "/opt/datadog_wrapper"
    DD_API_KEY_SECRET_ARN     = var.datadog.secret_arn
    DD_SITE                   = var.datadog.site
    DD_SERVICE                = local.service
    DD_ENV                    = var.env
    DD_VERSION                = var.app_version
    DD_CAPTURE_LAMBDA_PAYLOAD = tostring(var.datadog.capture_payload)
    DD_LOGS_INJECTION         = "false"
    DD_TRACE_OTEL_ENABLED     = "true"
    DD_TAGS                   = var.datadog.tags
    DD_JMXFETCH_ENABLED       = "false"

    ACTIVITY_TELEMETRY_PROFILE = "datadog"
    # The tracer creates a span for each request.
    ACTIVITY_STORE_SPANS = "false"
  } : name => value if value != null }

  datadog_record_environment = var.datadog == null ? {} : {
    # A batch has many producers. The handler links their contexts, and the tracer must not use one of them as the parent. A read has one
    # caller, whose trace it continues.
    DD_TRACE_PROPAGATION_STYLE_EXTRACT    = "none"
    DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT = "ignore"
    DD_SQS_PROPAGATION_ENABLED            = "false"
    # Only the record function receives messages.
    DD_DATA_STREAMS_ENABLED  = tostring(var.datadog.data_streams)
    ACTIVITY_DATADOG_STREAMS = tostring(var.datadog.data_streams)
  }

  open_telemetry_environment = var.open_telemetry == null ? {} : { for name, value in {
    OTEL_SERVICE_NAME           = local.service
    OTEL_RESOURCE_ATTRIBUTES    = "deployment.environment.name=${var.env},service.version=${var.app_version}"
    AWS_LAMBDA_EXEC_WRAPPER     = var.open_telemetry.wrapper
    OTEL_EXPORTER_OTLP_ENDPOINT = var.open_telemetry.endpoint
  } : name => value if value != null }

  datadog_layers = var.datadog == null ? [] : [
    for layer in [
      "dd-trace-java:${var.datadog.tracer_layer_version}",
      "Datadog-Extension${var.architecture == "arm64" ? "-ARM" : ""}:${var.datadog.extension_layer_version}",
    ] : "arn:${local.partition}:lambda:${local.region}:464622532012:layer:${layer}"
  ]

  layers = concat(local.datadog_layers, try(var.open_telemetry.layer_arns, []))

  functions = {
    Record = {
      policy_name = "record"
      description = "Records activities"
      memory      = var.record_memory
      timeout     = var.record_timeout
      environment = {
        ACTIVITY_CATALOG             = "/var/task/activity-catalog.json"
        ACTIVITY_MAX_EVENT_BYTES     = tostring(var.max_event_bytes)
        ACTIVITY_REJECT_UNRECORDABLE = tostring(var.reject_unrecordable)
        ACTIVITY_METRICS             = local.emf ? "emf" : "none"
        ACTIVITY_SERVICE             = local.service
        ACTIVITY_ENVIRONMENT         = var.env
      }
      statements = [
        {
          Sid      = "Write"
          Effect   = "Allow"
          Action   = ["dynamodb:BatchWriteItem", "dynamodb:UpdateItem"]
          Resource = [local.table_arn]
        },
        {
          Sid      = "Consume"
          Effect   = "Allow"
          Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
          Resource = [local.queue_arn]
        },
      ]
      decrypts_through = ["dynamodb", "sqs"]
    }
    Find = {
      policy_name = "find"
      description = "Finds activities"
      memory      = var.find_memory
      timeout     = var.find_timeout
      environment = { for name, value in {
        ACTIVITY_READ_POLICY        = local.policy_file != null ? "/var/task/activity-read-policy.json" : coalesce(var.read_policy, local.open ? "allow-all" : "authenticated")
        ACTIVITY_CORS_ALLOW_ORIGIN  = var.cors_allow_origin
        ACTIVITY_TENANT_CLAIM       = var.tenant_claim
        ACTIVITY_TRACE_URL_TEMPLATE = var.trace_url_template
        ACTIVITY_AUDIT_KEY          = one(data.aws_secretsmanager_secret_version.audit_key[*].secret_string)
      } : name => value if value != null }
      statements = [
        {
          Sid      = "Read"
          Effect   = "Allow"
          Action   = ["dynamodb:Query", "dynamodb:GetItem"]
          Resource = [local.table_arn]
        },
      ]
      decrypts_through = ["dynamodb"]
    }
  }

  # All variables of each function. The table's name is known before the table exists.
  variables = { for verb, function in local.functions : verb => merge(
    var.environment,
    {
      ACTIVITY_TABLE_NAME    = aws_dynamodb_table.activities.name
      ACTIVITY_LOG_LEVEL     = var.log_level
      ACTIVITY_TELEMETRY_IDS = tostring(var.telemetry_ids)
    },
    function.environment,
    local.datadog_environment,
    verb == "Record" ? local.datadog_record_environment : {},
    local.open_telemetry_environment,
  ) }

  # DynamoDB and SQS decrypt their data keys on behalf of the caller. Lambda and CloudWatch Logs have their own permission.
  key_statements = {
    for verb, function in local.functions : verb => var.kms_key_arn == null ? [] : [{
      Sid       = "Decrypt"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = [var.kms_key_arn]
      Condition = { StringEquals = { "kms:ViaService" = [for service in function.decrypts_through : "${service}.${local.region}.${data.aws_partition.current.dns_suffix}"] } }
    }]
  }

  log_group_arns = { for verb in keys(local.functions) : verb => "${local.arn.logs}log-group:/aws/lambda/${local.service}-${verb}Activities-${var.env}" }

  telemetry_statements = {
    for verb, group in local.log_group_arns : verb => var.datadog == null ? [
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${group}:*"]
      },
      ] : [
      {
        Sid      = "DatadogKey"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [var.datadog.secret_arn]
      },
      {
        Sid      = "DatadogHasTheLogs"
        Effect   = "Deny"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = [group, "${group}:*"]
      },
    ]
  }
}

# The state contains the key. A change of the secret is deployed by the next apply.
data "aws_secretsmanager_secret_version" "audit_key" {
  count = var.audit_key_secret_arn == null ? 0 : 1

  secret_id = var.audit_key_secret_arn
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = var.datadog == null ? toset(keys(local.functions)) : toset([])

  name              = "/aws/lambda/${local.service}-${each.key}Activities-${var.env}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = local.tags
}

resource "aws_iam_role" "function" {
  for_each = local.functions

  name = "${local.service}-${each.key}Activities-${var.env}-${local.region}"
  tags = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions

  name = each.value.policy_name
  role = aws_iam_role.function[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(each.value.statements, local.key_statements[each.key], local.telemetry_statements[each.key])
  })
}

resource "aws_lambda_function" "function" {
  for_each = local.functions

  function_name    = "${local.service}-${each.key}Activities-${var.env}"
  description      = "${each.value.description}, version ${var.app_version}"
  runtime          = "java21"
  architectures    = [var.architecture]
  handler          = "dev.activityservice.aws.lambda.${each.key}ActivitiesFunction::handleRequest"
  filename         = local.package
  source_code_hash = try(filebase64sha256(local.package), null)
  memory_size      = each.value.memory
  timeout          = each.value.timeout
  role             = "arn:${local.partition}:iam::${local.account}:role/${aws_iam_role.function[each.key].name}"
  layers           = local.layers
  kms_key_arn      = var.kms_key_arn
  publish          = true
  # The tags of Datadog's unified service tagging. The team is one of the tags of all resources.
  tags = merge(local.tags, { service = local.service, env = var.env, version = var.app_version })

  dynamic "snap_start" {
    for_each = var.snap_start ? [1] : []
    content {
      apply_on = "PublishedVersions"
    }
  }

  environment {
    variables = local.variables[each.key]
  }

  dynamic "logging_config" {
    for_each = var.datadog == null ? [1] : []
    content {
      log_format = "Text"
      log_group  = aws_cloudwatch_log_group.function[each.key].name
    }
  }

  lifecycle {
    precondition {
      condition     = nonsensitive(local.variable_bytes[each.key]) <= 4096
      error_message = "All variables of a function must have at most 4096 bytes together (the limit of Lambda). Shorten or remove variables of \"environment\"."
    }
    precondition {
      condition     = fileexists(local.package)
      error_message = "The functions' package for this catalog and this read policy must exist. Run the packaging tool first: \"java -jar activity-package.jar --settings <file>\", or in a checkout \"make functions SETTINGS=<file>\"."
    }
  }

  # The role's ARN is computed from its name, so Terraform cannot see that the policy must exist before the function runs.
  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = "live"
  function_name    = aws_lambda_function.function[each.key].function_name
  function_version = aws_lambda_function.function[each.key].version
}

resource "aws_lambda_event_source_mapping" "record" {
  event_source_arn                   = "${local.arn.sqs}${aws_sqs_queue.activity.name}"
  function_name                      = "${local.arn.lambda}function:${aws_lambda_alias.live["Record"].function_name}:${aws_lambda_alias.live["Record"].name}"
  enabled                            = true
  batch_size                         = var.batch_size
  maximum_batching_window_in_seconds = var.batch_window
  function_response_types            = ["ReportBatchItemFailures"]
  tags                               = local.tags

  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }
}
