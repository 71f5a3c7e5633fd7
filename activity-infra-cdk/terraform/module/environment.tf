# The rules for the variable "environment". The CDK construct and the packaging tool have the same rules, and a test compares them.

locals {
  # Variables that the deployment sets for some settings.
  set_variables = [
    "ACTIVITY_TABLE_NAME",
    "ACTIVITY_LOG_LEVEL",
    "ACTIVITY_TELEMETRY_IDS",
    "ACTIVITY_CATALOG",
    "ACTIVITY_MAX_EVENT_BYTES",
    "ACTIVITY_REJECT_UNRECORDABLE",
    "ACTIVITY_METRICS",
    "ACTIVITY_SERVICE",
    "ACTIVITY_ENVIRONMENT",
    "ACTIVITY_READ_POLICY",
    "ACTIVITY_TENANT_CLAIM",
    "ACTIVITY_CORS_ALLOW_ORIGIN",
    "ACTIVITY_TRACE_URL_TEMPLATE",
    "ACTIVITY_AUDIT_KEY",
    "AWS_LAMBDA_EXEC_WRAPPER",
    "DD_API_KEY_SECRET_ARN",
    "DD_SITE",
    "DD_SERVICE",
    "DD_ENV",
    "DD_VERSION",
    "DD_CAPTURE_LAMBDA_PAYLOAD",
    "DD_LOGS_INJECTION",
    "DD_TRACE_OTEL_ENABLED",
    "DD_JMXFETCH_ENABLED",
    "DD_DATA_STREAMS_ENABLED",
    "DD_TAGS",
    "DD_TRACE_PROPAGATION_STYLE_EXTRACT",
    "DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT",
    "DD_SQS_PROPAGATION_ENABLED",
    "OTEL_SERVICE_NAME",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
  ]

  # Settings of the functions that the deployment sets only with Datadog. Otherwise "environment" can set them.
  datadog_variables = ["ACTIVITY_TELEMETRY_PROFILE", "ACTIVITY_STORE_SPANS", "ACTIVITY_DATADOG_STREAMS"]

  # The form that Lambda requires.
  variable_name = "^[a-zA-Z][a-zA-Z0-9_]+$"
  # Names that Lambda sets itself.
  reserved_variable = "^(AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_.*|CONTAINER_.*)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$"
  # Parts of the names of secrets. A name that ends in _ARN stands for a reference to a secret.
  secret_variable   = "(?i)^(.*(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|APIKEY|API_KEY|ACCESS_KEY|PRIVATE_KEY).*|(.*_)?(KEY|PWD|PASS))$"
  control_character = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"

  # The size as Lambda measures it: the bytes of the variables as a JSON object without spaces. A text in base64 gives its bytes. jsonencode
  # escapes <, >, & and two separators, which Lambda does not. The audit key counts as 256 bytes.
  variable_json = { for verb, variables in local.variables : verb => jsonencode(merge(variables, {
    for name in keys(variables) : name => join("", [for i in range(256) : "k"]) if name == "ACTIVITY_AUDIT_KEY"
  })) }
  variable_bytes = { for verb, json in local.variable_json : verb =>
    length(base64encode(json)) / 4 * 3 - length(regexall("=", base64encode(json)))
    -5 * length(regexall("[<>&]", join("", values(local.variables[verb]))))
    -3 * length(regexall("[\\x{2028}\\x{2029}]", join("", values(local.variables[verb]))))
  }
}
