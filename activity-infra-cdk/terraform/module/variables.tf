variable "env" {
  description = "The environment. All names contain it."
  type        = string
  default     = "dev"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,9}$", var.env)) && !startswith(var.env, "aws") && !startswith(var.env, "ssm")
    error_message = "The environment must be 1 to 10 lower-case letters, digits and hyphens, starting with a letter or a digit, but not with aws or ssm."
  }
}

variable "service_name" {
  description = "The service, the beginning of all names. Systems of different services can exist in one environment. It is permanent: with another one, a deployment would replace the table, the bus and the queues."
  type        = string
  default     = "ActivityService"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]{1,20}$", var.service_name))
    error_message = "The service name must be 1 to 20 letters and digits."
  }
}

variable "parameter_path" {
  description = "The path of the SSM parameters by which other services find this system, or null for /<env>/<service_name>. Change it to take over the parameters of another system."
  type        = string
  default     = null

  validation {
    condition     = var.parameter_path == null || can(regex("^(/[A-Za-z0-9_.-]{1,64}){1,10}$", var.parameter_path)) && !can(regex("^/(?i:aws|ssm)", var.parameter_path))
    error_message = "The parameter path must be 1 to 10 parts of 1 to 64 letters, digits and the characters _ . -, each after a slash, not starting with /aws or /ssm."
  }
}

variable "app_version" {
  description = "The deployed version or commit. The descriptions of the functions contain it."
  type        = string
  default     = "latest"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._+-]{1,64}$", var.app_version))
    error_message = "The version must be 1 to 64 letters, digits, dots, underscores, plus signs and hyphens."
  }
}

variable "catalog" {
  description = "The path of the catalog. The rules and the functions use the same catalog."
  type        = string

  validation {
    condition     = can(jsondecode(file(var.catalog)).events)
    error_message = "The catalog must be a JSON file with an object \"events\"."
  }

  validation {
    condition     = !anytrue([for type, entry in try(jsondecode(file(var.catalog)).events, {}) : strcontains(join(" ", concat([type], try(entry.sources, []))), "{{resolve:")])
    error_message = "The event types and sources of the catalog must not contain {{resolve:, because CloudFormation would resolve it."
  }
}

variable "rule_buckets" {
  description = "The number of buckets that the catalog's entries are divided into: 64, 128 or 256. A bucket with an entry has one rule per bus."
  type        = number
  default     = 64
  nullable    = false

  validation {
    condition     = contains([64, 128, 256], var.rule_buckets)
    error_message = "The number of rule buckets must be 64, 128 or 256."
  }
}

variable "package_folder" {
  description = "The folder of the functions' package that the packaging tool (\"make functions\") wrote for the same catalog."
  type        = string
}

variable "integrated" {
  description = "Whether rules on the shared bus also send events to this system: auto, true or false. auto means only in dev and prod."
  type        = string
  default     = "auto"
  nullable    = false

  validation {
    condition     = contains(["auto", "true", "false"], var.integrated)
    error_message = "The integration must be auto, true or false."
  }
}

variable "api_access" {
  description = "Who may call the API: IAM (callers sign requests), COGNITO (tokens of user pools), AUTHORIZER (a Lambda function decides) or OPEN_TO_THE_INTERNET (anyone with the address reads every timeline)."
  type        = string
  default     = "IAM"
  nullable    = false

  validation {
    condition     = contains(["IAM", "COGNITO", "AUTHORIZER", "OPEN_TO_THE_INTERNET"], var.api_access)
    error_message = "The API access must be IAM, COGNITO, AUTHORIZER or OPEN_TO_THE_INTERNET."
  }

  validation {
    condition     = !local.tenanted || contains(["COGNITO", "AUTHORIZER"], var.api_access)
    error_message = "The API access must be COGNITO or AUTHORIZER, because the catalog has tenants: with IAM or open access, a caller has no tenant."
  }

  validation {
    condition     = var.api_access != "IAM" || !local.resource_policy_of_everyone
    error_message = "The API access must not be IAM, because api_resource_policy allows every principal without a condition, so that callers of every AWS account could read: name the principals, or use only Deny."
  }

  validation {
    condition     = var.api_access != "AUTHORIZER" || !local.resource_policy_of_everyone
    error_message = "The API access must not be AUTHORIZER, because api_resource_policy allows every principal without a condition, so that callers whom the authorizer neither allows nor denies could read: use only Deny."
  }
}

variable "cognito" {
  description = "The user pools of the API access COGNITO: their ARNs, and the scopes that an access token must have one of. Without scopes, only identity tokens are accepted."
  type = object({
    user_pool_arns = list(string)
    scopes         = optional(list(string), [])
  })
  default = null

  validation {
    condition     = (var.cognito != null) == (var.api_access == "COGNITO")
    error_message = "The user pools (cognito) must be set if and only if api_access is COGNITO."
  }

  validation {
    condition = var.cognito == null || try(
      length(var.cognito.user_pool_arns) >= 1 && length(var.cognito.user_pool_arns) <= 10 && alltrue([
        for arn in var.cognito.user_pool_arns : can(regex("^arn:[a-z-]+:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]{1,55}$", arn))
      ]), false
    )
    error_message = "The user pools must be 1 to 10 ARNs of Amazon Cognito user pools."
  }

  validation {
    condition = var.cognito == null || try(
      length(var.cognito.scopes) <= 10 && alltrue([for scope in var.cognito.scopes : can(regex("^[A-Za-z0-9:/._~-]{1,256}$", scope))]), false
    )
    error_message = "The scopes must be at most 10, each of 1 to 256 letters, digits and the characters : / . _ ~ -"
  }
}

variable "authorizer" {
  description = "The Lambda function of the API access AUTHORIZER: its ARN in this account and region, TOKEN or REQUEST, the identity source (for REQUEST, the path is added), and how long answers are cached, in seconds."
  type = object({
    function_arn    = string
    type            = optional(string, "REQUEST")
    identity_source = optional(string, "method.request.header.Authorization")
    cache_seconds   = optional(number, 300)
  })
  default = null

  validation {
    condition     = (var.authorizer != null) == (var.api_access == "AUTHORIZER")
    error_message = "The authorizer must be set if and only if api_access is AUTHORIZER."
  }

  validation {
    condition = var.authorizer == null || can(regex(
      "^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:([A-Za-z0-9_-]{1,128}|[$]LATEST))?$", var.authorizer.function_arn
    ))
    error_message = "The authorizer must be the ARN of a Lambda function, with or without a version or an alias."
  }

  validation {
    condition     = var.authorizer == null || contains(["TOKEN", "REQUEST"], try(var.authorizer.type, ""))
    error_message = "The type of the authorizer must be TOKEN or REQUEST."
  }

  validation {
    condition = var.authorizer == null || can(regex(
      "^(method[.]request[.](header|querystring)[.][A-Za-z0-9_-]+|(context|stageVariables)[.][A-Za-z0-9_.]+)(,(method[.]request[.](header|querystring)[.][A-Za-z0-9_-]+|(context|stageVariables)[.][A-Za-z0-9_.]+))*$", var.authorizer.identity_source
    ))
    error_message = "The identity source must be parts of the request, separated by commas without spaces, for example method.request.header.Authorization."
  }

  validation {
    condition     = try(var.authorizer.type, "") != "TOKEN" || can(regex("^method[.]request[.]header[.][A-Za-z0-9_-]+$", var.authorizer.identity_source))
    error_message = "The identity source of a TOKEN authorizer must be one header, for example method.request.header.Authorization."
  }

  validation {
    condition     = var.authorizer == null || try(var.authorizer.cache_seconds >= 0 && var.authorizer.cache_seconds <= 3600 && floor(var.authorizer.cache_seconds) == var.authorizer.cache_seconds, false)
    error_message = "The cache of the authorizer must be a whole number from 0 to 3600 seconds."
  }
}

variable "api_resource_policy" {
  description = "The path of a JSON file with the resource policy of the API, for example for ranges of addresses; null for none. With api_access IAM, it must not allow every principal without a condition."
  type        = string
  default     = null

  validation {
    condition     = var.api_resource_policy == null || can(regex("^${local.resource_policy_form}$", jsonencode(jsondecode(file(var.api_resource_policy)))))
    error_message = "The resource policy must be a JSON file with \"Version\": \"2012-10-17\" and a list \"Statement\". Each statement must have Effect, Principal, Action (execute-api:…) and Resource (execute-api:/…), or their opposites such as NotPrincipal. Texts must be printable ASCII."
  }

  validation {
    condition     = var.api_resource_policy == null || try(length(jsonencode(jsondecode(file(var.api_resource_policy)))), 0) <= 8192
    error_message = "The resource policy must have at most 8192 characters without spaces (the limit of API Gateway)."
  }

  validation {
    condition     = var.api_resource_policy == null || !strcontains(try(jsonencode(jsondecode(file(var.api_resource_policy))), ""), "{{resolve:")
    error_message = "The resource policy must not contain {{resolve:, because only CloudFormation would resolve it."
  }
}

variable "cors_allow_origin" {
  description = "The origins whose web pages may read, separated by commas, for example https://shop.example; * for all origins, null for none."
  type        = string
  default     = null

  validation {
    condition     = var.cors_allow_origin == null || can(regex("^([*]|${local.origin}(,${local.origin})*)$", var.cors_allow_origin))
    error_message = "The CORS origins must be * or origins such as https://shop.example, separated by commas without spaces: in lower case, without a path and a default port."
  }
}

variable "read_policy" {
  description = "The read policy: authenticated, claim:<claim>=<entity type>, allow-all, or the path of a policy file, which the packaging tool has packaged. null means authenticated with api_access IAM, and allow-all with OPEN_TO_THE_INTERNET."
  type        = string
  default     = null

  validation {
    condition     = var.read_policy == null || can(regex(local.policy_values, var.read_policy)) || can(jsondecode(file(var.read_policy)).rules)
    error_message = "The read policy must be authenticated, claim:<claim>=<entity type>, allow-all, or the path of a policy file with \"rules\"."
  }

  validation {
    condition     = var.read_policy != null || !contains(["COGNITO", "AUTHORIZER"], var.api_access)
    error_message = "The read policy must be set if api_access is COGNITO or AUTHORIZER, for example claim:sub=user."
  }

  validation {
    condition     = var.read_policy != "allow-all" || var.api_access == "OPEN_TO_THE_INTERNET"
    error_message = "The read policy must not be allow-all unless api_access is OPEN_TO_THE_INTERNET. Use authenticated, claim:<claim>=<entity type> or a policy file."
  }

  validation {
    condition     = var.read_policy != "authenticated" || var.api_access != "COGNITO"
    error_message = "The read policy must not be authenticated if api_access is COGNITO, because every user would read every timeline. Use claim:<claim>=<entity type> or a policy file."
  }
}

variable "tenant_claim" {
  description = "The claim that contains the tenant of the caller. It must be set if and only if the catalog has tenants; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.tenant_claim == null || can(regex("^[!-z|~]([ -z|~]{0,254}[!-z|~])?$", var.tenant_claim))
    error_message = "The tenant claim must be 1 to 256 printable ASCII characters without braces, and without spaces around them."
  }

  validation {
    condition     = (var.tenant_claim != null) == local.tenanted
    error_message = "The tenant claim must be set if and only if the catalog has tenants (the key \"tenant\")."
  }
}

variable "protected" {
  description = "Whether the table is protected against deletion: auto, true or false. auto means only in environments whose name up to the first hyphen is prod, production, prd or live."
  type        = string
  default     = "auto"
  nullable    = false

  validation {
    condition     = contains(["auto", "true", "false"], var.protected)
    error_message = "The protection must be auto, true or false."
  }
}

variable "kms_key_arn" {
  description = "The customer-managed key that encrypts the bus, the queues, the table, the logs and the configuration of the functions; null for keys of AWS. archive_days must then be 0."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}$", var.kms_key_arn))
    error_message = "The key must be the ARN of a KMS key, not of an alias."
  }
}

variable "snap_start" {
  description = "Whether the functions start from a snapshot (SnapStart)."
  type        = bool
  default     = true
  nullable    = false
}

variable "record_memory" {
  description = "The memory of the record function, in MB."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = floor(var.record_memory) == var.record_memory && var.record_memory >= 512 && var.record_memory <= 10240
    error_message = "The memory must be from 512 to 10240 MB."
  }
}

variable "find_memory" {
  description = "The memory of the query function, in MB."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = floor(var.find_memory) == var.find_memory && var.find_memory >= 512 && var.find_memory <= 10240
    error_message = "The memory must be from 512 to 10240 MB."
  }
}

variable "architecture" {
  description = "The processor architecture of both functions: arm64 or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture must be arm64 or x86_64."
  }
}

variable "record_timeout" {
  description = "The timeout of the record function, in seconds. The visibility timeout of the queue is six times this time, plus 60 seconds."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300], var.record_timeout)
    error_message = "The timeout must be one of the numbers 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300 (seconds)."
  }
}

variable "find_timeout" {
  description = "The timeout of the query function, in seconds."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = floor(var.find_timeout) == var.find_timeout && var.find_timeout >= 3 && var.find_timeout <= 29
    error_message = "The timeout must be from 3 to 29 seconds (the limit of API Gateway)."
  }
}

variable "max_receive_count" {
  description = "The number of receives after which SQS moves a message to the dead-letter queue."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = floor(var.max_receive_count) == var.max_receive_count && var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "The number of receives must be from 1 to 1000."
  }
}

variable "batch_size" {
  description = "The maximum number of messages per invocation. Above 10, a batch window is needed."
  type        = number
  default     = 25
  nullable    = false

  validation {
    condition     = floor(var.batch_size) == var.batch_size && var.batch_size >= 1 && var.batch_size <= 10000 && (var.batch_size <= 10 || var.batch_window > 0)
    error_message = "The batch size must be from 1 to 10000, and from 1 to 10 without a batch window."
  }
}

variable "batch_window" {
  description = "The maximum time that Lambda gathers messages for a batch, in seconds."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = floor(var.batch_window) == var.batch_window && var.batch_window >= 0 && var.batch_window <= 60
    error_message = "The batch window must be from 0 to 60 seconds."
  }
}

variable "maximum_concurrency" {
  description = "The maximum number of concurrent invocations of the record function."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = floor(var.maximum_concurrency) == var.maximum_concurrency && var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "The concurrency must be from 2 to 1000."
  }
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps the logs, in days."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = "The retention must be a number of days that CloudWatch Logs offers."
  }
}

variable "throttling_rate" {
  description = "The number of requests per second that the API accepts on average."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = floor(var.throttling_rate) == var.throttling_rate && var.throttling_rate >= 1 && var.throttling_rate <= 10000
    error_message = "The rate must be from 1 to 10000."
  }
}

variable "throttling_burst" {
  description = "The number of requests that the API accepts in a burst."
  type        = number
  default     = 200
  nullable    = false

  validation {
    condition     = floor(var.throttling_burst) == var.throttling_burst && var.throttling_burst >= 1 && var.throttling_burst <= 5000
    error_message = "The burst must be from 1 to 5000."
  }
}

variable "archive_days" {
  description = "How long the archive of the bus keeps events, in days; 0 for no archive. Must be 0 with a shared bus."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = floor(var.archive_days) == var.archive_days && var.archive_days >= 0 && var.archive_days <= 3650
    error_message = "The retention of the archive must be from 0 to 3650 days."
  }

  validation {
    condition     = var.archive_days == 0 || !local.integrated
    error_message = "The retention of the archive must be 0 days with a shared bus: archive the shared bus instead."
  }

  validation {
    condition     = var.archive_days == 0 || var.kms_key_arn == null
    error_message = "The retention of the archive must be 0 days if kms_key_arn is set: create an archive with the key yourself."
  }
}

variable "reject_unrecordable" {
  description = "Whether events of unknown types and events without an entity become dead letters; false: they are acknowledged and logged."
  type        = bool
  default     = false
  nullable    = false
}

variable "max_event_bytes" {
  description = "The maximum of what one event may give to write, in bytes."
  type        = number
  default     = 1048576
  nullable    = false

  validation {
    condition     = floor(var.max_event_bytes) == var.max_event_bytes && var.max_event_bytes >= 1 && var.max_event_bytes <= 2147483647
    error_message = "The maximum must be from 1 to 2147483647 bytes."
  }
}

variable "trace_url_template" {
  description = "The links of activities to a trace viewer: a URL with {trace_id}, optionally {span_id}; null for no links."
  type        = string
  default     = null

  validation {
    condition = var.trace_url_template == null || can(regex(
      "^(https?://([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)*[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?(:[0-9]{1,5})?[/?](([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*\\{trace_id\\}(([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*\\{trace_id\\})*([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*(#([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*(\\{trace_id\\}([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*)*)?|([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*#([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*\\{trace_id\\}(([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*\\{trace_id\\})*([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*))$",
      var.trace_url_template
    ))
    error_message = "The template must be an http or https URL that contains {trace_id} after the host."
  }
}

variable "telemetry_ids" {
  description = "Whether log lines and spans contain tenants and ids of entities, which may identify persons."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_level" {
  description = "The lowest level of the functions' log lines: INFO, WARN or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["INFO", "WARN", "ERROR"], var.log_level)
    error_message = "The level must be INFO, WARN or ERROR."
  }
}

variable "metrics" {
  description = "Whether the record function writes metrics of its outcomes to its log, as CloudWatch's embedded metric format (emf); auto means only without Datadog and OpenTelemetry."
  type        = string
  default     = "auto"
  nullable    = false

  validation {
    condition     = contains(["auto", "emf", "none"], var.metrics)
    error_message = "The metrics must be auto, emf or none."
  }

  validation {
    condition     = var.metrics != "emf" || (var.datadog == null && var.open_telemetry == null)
    error_message = "The metrics must not be emf with Datadog or OpenTelemetry. Use auto or none."
  }
}

variable "audit_key_secret_arn" {
  description = "The ARN of the secret with the key of the hashes in the log of reads; null for no key. The key is read at the deployment, and the state contains it."
  type        = string
  default     = null

  validation {
    condition = var.audit_key_secret_arn == null || can(regex(
      "^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$", var.audit_key_secret_arn
    ))
    error_message = "The secret must be the ARN of a Secrets Manager secret, not the key itself."
  }
}

variable "environment" {
  description = "More environment variables of both functions."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length([for name, value in var.environment : name if !can(regex(local.variable_name, name))]) == 0
    error_message = "The names of variables must have at least two letters, digits and underscores, starting with a letter: ${join(", ", [for name, value in var.environment : name if !can(regex(local.variable_name, name))])}."
  }

  validation {
    condition     = length([for name, value in var.environment : name if contains(concat(local.set_variables, var.datadog == null ? [] : local.datadog_variables), name)]) == 0
    error_message = "The environment must not contain variables that the deployment sets: ${join(", ", [for name, value in var.environment : name if contains(concat(local.set_variables, var.datadog == null ? [] : local.datadog_variables), name)])}."
  }

  validation {
    condition     = length([for name, value in var.environment : name if can(regex(local.reserved_variable, name))]) == 0
    error_message = "The environment must not contain variables that Lambda reserves: ${join(", ", [for name, value in var.environment : name if can(regex(local.reserved_variable, name))])}."
  }

  validation {
    condition     = length([for name, value in var.environment : name if can(regex(local.secret_variable, name)) && !endswith(name, "_ARN")]) == 0
    error_message = "The environment must not contain secrets, because the state must not contain them. Store a secret in Secrets Manager, and set a variable with its ARN, whose name ends in _ARN. These names look like secrets: ${join(", ", [for name, value in var.environment : name if can(regex(local.secret_variable, name)) && !endswith(name, "_ARN")])}."
  }

  validation {
    condition     = length([for name, value in var.environment : name if strcontains(value, "{{resolve:")]) == 0
    error_message = "The values of variables must not contain {{resolve:, because only CloudFormation would resolve it: ${join(", ", [for name, value in var.environment : name if strcontains(value, "{{resolve:")])}."
  }

  validation {
    condition     = length([for name, value in var.environment : name if can(regex(local.control_character, value))]) == 0
    error_message = "The values of variables must not contain control characters: ${join(", ", [for name, value in var.environment : name if can(regex(local.control_character, value))])}."
  }
}

variable "alarm_topic_arn" {
  description = "The ARN of the SNS topic that alarms notify; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null || can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$", var.alarm_topic_arn))
    error_message = "The topic must be the ARN of an SNS topic."
  }
}

variable "message_age_alarm" {
  description = "The age of the oldest message above which an alarm is raised, in seconds."
  type        = number
  default     = 600
  nullable    = false

  validation {
    condition     = floor(var.message_age_alarm) == var.message_age_alarm && var.message_age_alarm >= 60 && var.message_age_alarm <= 86400
    error_message = "The age must be from 60 to 86400 seconds."
  }
}

variable "datadog" {
  description = "The settings of the Datadog layers; null for none. They contain the ARN of the secret with the API key, never the key itself."
  type = object({
    secret_arn              = string
    site                    = string
    tracer_layer_version    = optional(number, 27)
    extension_layer_version = optional(number, 99)
    capture_payload         = optional(bool, false)
    data_streams            = optional(bool, true)
    tags                    = optional(string)
  })
  default = null

  validation {
    condition = var.datadog == null || can(regex(
      "^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$", var.datadog.secret_arn
    ))
    error_message = "The secret must be the ARN of a Secrets Manager secret, not the key itself."
  }

  validation {
    condition     = var.datadog == null || can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.datadog.site))
    error_message = "The site must be a host name, for example datadoghq.eu."
  }

  validation {
    condition = var.datadog == null || alltrue([
      for version in [try(var.datadog.tracer_layer_version, 1), try(var.datadog.extension_layer_version, 1)] :
      floor(version) == version && version >= 1 && version <= 100000
    ])
    error_message = "The versions of the layers must be whole numbers from 1 to 100000."
  }

  validation {
    condition = try(var.datadog.tags, null) == null || can(regex(
      "^[a-z][a-z0-9_./-]*:[A-Za-z0-9_./-]+(,[a-z][a-z0-9_./-]*:[A-Za-z0-9_./-]+)*$", var.datadog.tags
    ))
    error_message = "The tags must have the form name:value, separated by commas; names in lower case, values of letters, digits and _./-."
  }
}

variable "open_telemetry" {
  description = "The settings of the OpenTelemetry layers: their ARNs, start script and endpoint; null for none."
  type = object({
    layer_arns = list(string)
    wrapper    = optional(string)
    endpoint   = optional(string)
  })
  default = null

  validation {
    condition = var.open_telemetry == null || (
      var.datadog == null && try(length(var.open_telemetry.layer_arns), 0) > 0 && try(length(var.open_telemetry.layer_arns), 0) <= 5
    )
    error_message = "The number of OpenTelemetry layers must be from 1 to 5, and Datadog must be null."
  }

  validation {
    condition = var.open_telemetry == null || alltrue([
      for arn in try(var.open_telemetry.layer_arns, []) : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+$", arn))
    ])
    error_message = "Each layer must be the ARN of a version of a layer."
  }

  validation {
    condition     = try(var.open_telemetry.wrapper, null) == null || can(regex("^/[!-z|~]{1,255}$", var.open_telemetry.wrapper))
    error_message = "The start script must be an absolute path without braces."
  }

  validation {
    condition     = try(var.open_telemetry.endpoint, null) == null || can(regex("^https?://[!-z|~]{1,255}$", var.open_telemetry.endpoint))
    error_message = "The endpoint must be an http or https URL without braces."
  }
}

variable "tags" {
  description = "Additional tags for all resources."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 40 && length(distinct([for key in concat(keys(var.tags), ["Service", "Environment"]) : lower(key)])) == length(var.tags) + 2
    error_message = "At most 40 tags are possible. Their keys must differ from each other and from Service and Environment, also if case is ignored."
  }

  validation {
    condition = alltrue([
      for key, value in var.tags :
      length(key) <= 128 && !startswith(lower(key), "aws:") && trimspace(key) == key && can(regex("^[\\p{L}\\p{N} _.:/+@-]+$", key))
    ])
    error_message = "The key of a tag must be 1 to 128 letters, digits, inner spaces and _.:/+@-, not starting with aws:."
  }

  validation {
    condition = alltrue([
      for value in values(var.tags) :
      length(value) <= 256 && trimspace(value) == value && can(regex("^[\\p{L}\\p{N} _.:/=+@-]+$", value))
    ])
    error_message = "The value of a tag must be 1 to 256 letters, digits, inner spaces and _.:/=+@-."
  }
}
