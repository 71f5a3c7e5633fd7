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
}

variable "package_folder" {
  description = "The folder of the functions' package that the packaging tool (\"make functions\") wrote for the same catalog."
  type        = string
}

variable "integrated" {
  description = "Whether rules on the shared bus forward events to this system: auto, true or false. auto means only in dev and prod."
  type        = string
  default     = "auto"
  nullable    = false

  validation {
    condition     = contains(["auto", "true", "false"], var.integrated)
    error_message = "The integration must be auto, true or false."
  }
}

variable "api_access" {
  description = "IAM (callers must sign requests) or OPEN_TO_THE_INTERNET (anyone with the address reads every timeline)."
  type        = string
  default     = "IAM"
  nullable    = false

  validation {
    condition     = contains(["IAM", "OPEN_TO_THE_INTERNET"], var.api_access)
    error_message = "The API access must be IAM or OPEN_TO_THE_INTERNET."
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
    condition     = var.record_memory >= 512 && var.record_memory <= 10240
    error_message = "The memory must be from 512 to 10240 MB."
  }
}

variable "find_memory" {
  description = "The memory of the query function, in MB."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.find_memory >= 512 && var.find_memory <= 10240
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
    condition     = var.find_timeout >= 3 && var.find_timeout <= 29
    error_message = "The timeout must be from 3 to 29 seconds (the limit of API Gateway)."
  }
}

variable "max_receive_count" {
  description = "The number of receives after which SQS moves a message to the dead-letter queue."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "The number of receives must be from 1 to 1000."
  }
}

variable "batch_size" {
  description = "The maximum number of messages per invocation. Above 10, a batch window is needed."
  type        = number
  default     = 25
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10000 && (var.batch_size <= 10 || var.batch_window > 0)
    error_message = "The batch size must be from 1 to 10000, and from 1 to 10 without a batch window."
  }
}

variable "batch_window" {
  description = "The maximum time that Lambda gathers messages for a batch, in seconds."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.batch_window >= 0 && var.batch_window <= 60
    error_message = "The batch window must be from 0 to 60 seconds."
  }
}

variable "maximum_concurrency" {
  description = "The maximum number of concurrent invocations of the record function."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
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
    condition     = var.throttling_rate >= 1 && var.throttling_rate <= 10000
    error_message = "The rate must be from 1 to 10000."
  }
}

variable "throttling_burst" {
  description = "The number of requests that the API accepts in a burst."
  type        = number
  default     = 200
  nullable    = false

  validation {
    condition     = var.throttling_burst >= 1 && var.throttling_burst <= 5000
    error_message = "The burst must be from 1 to 5000."
  }
}

variable "archive_days" {
  description = "How long the archive of the bus keeps events, in days; 0 for no archive."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.archive_days >= 0 && var.archive_days <= 3650
    error_message = "The retention of the archive must be from 0 to 3650 days."
  }
}

variable "alarm_topic_arn" {
  description = "The ARN of the SNS topic that alarms notify; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null || can(regex("^arn:[a-z-]+:sns:.+", var.alarm_topic_arn))
    error_message = "The topic must be the ARN of an SNS topic."
  }
}

variable "message_age_alarm" {
  description = "The age of the oldest message above which an alarm is raised, in seconds."
  type        = number
  default     = 600
  nullable    = false

  validation {
    condition     = var.message_age_alarm >= 60 && var.message_age_alarm <= 86400
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
}

variable "tags" {
  description = "Additional tags for all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}
