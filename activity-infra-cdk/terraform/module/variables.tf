variable "env" {
  description = "The environment, part of every name."
  type        = string
  default     = "dev"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,9}$", var.env))
    error_message = "The environment has one to ten lower-case letters, digits and hyphens, a letter first."
  }
}

variable "app_version" {
  description = "The version or commit that is deployed; shown in the functions' descriptions."
  type        = string
  default     = "latest"

  validation {
    condition     = can(regex("^[A-Za-z0-9._+-]{1,64}$", var.app_version))
    error_message = "The version has 1 to 64 letters, digits, dots, underscores, plus signs and hyphens."
  }
}

variable "catalog" {
  description = "The path of the catalog file, from which the rules are made and which the functions load."
  type        = string

  validation {
    condition     = can(jsondecode(file(var.catalog)).events)
    error_message = "The catalog is a JSON file with an object \"events\"."
  }
}

variable "package_folder" {
  description = "The folder to which \"make functions\" wrote the functions' package for this very catalog."
  type        = string
}

variable "integrated" {
  description = "Whether rules on the shared bus forward to ours; null is true in dev and prod."
  type        = bool
  default     = null
}

variable "api_access" {
  description = "IAM, or OPEN_TO_THE_INTERNET, which lets anyone who knows the address read every timeline."
  type        = string
  default     = "IAM"

  validation {
    condition     = contains(["IAM", "OPEN_TO_THE_INTERNET"], var.api_access)
    error_message = "The access is IAM or OPEN_TO_THE_INTERNET."
  }
}

variable "record_memory" {
  description = "MB of the record function."
  type        = number
  default     = 1024

  validation {
    condition     = var.record_memory >= 512 && var.record_memory <= 10240
    error_message = "The memory is between 512 and 10240 MB."
  }
}

variable "find_memory" {
  description = "MB of the query function."
  type        = number
  default     = 1024

  validation {
    condition     = var.find_memory >= 512 && var.find_memory <= 10240
    error_message = "The memory is between 512 and 10240 MB."
  }
}

variable "architecture" {
  description = "arm64 or x86_64."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture is arm64 or x86_64."
  }
}

variable "record_timeout" {
  description = "Seconds of the record function; the queue's visibility timeout is six times as long, and a minute."
  type        = number
  default     = 30

  validation {
    condition     = var.record_timeout >= 5 && var.record_timeout <= 300
    error_message = "The timeout is between 5 and 300 seconds."
  }
}

variable "find_timeout" {
  description = "Seconds of the query function."
  type        = number
  default     = 10

  validation {
    condition     = var.find_timeout >= 3 && var.find_timeout <= 29
    error_message = "The timeout is between 3 and 29 seconds, API Gateway's limit."
  }
}

variable "max_receive_count" {
  description = "How often a message is received before it is dead-lettered."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "The count is between 1 and 1000."
  }
}

variable "batch_size" {
  description = "Messages per invocation, at most; above 10 only with a window."
  type        = number
  default     = 25

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10000 && (var.batch_size <= 10 || var.batch_window > 0)
    error_message = "The batch size is between 1 and 10000, and above 10 needs a window."
  }
}

variable "batch_window" {
  description = "Seconds that a batch may gather."
  type        = number
  default     = 1

  validation {
    condition     = var.batch_window >= 0 && var.batch_window <= 60
    error_message = "The window is between 0 and 60 seconds."
  }
}

variable "maximum_concurrency" {
  description = "Concurrent invocations for the queue, at most."
  type        = number
  default     = 20

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "The concurrency is between 2 and 1000."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = "CloudWatch Logs does not offer this retention."
  }
}

variable "throttling_rate" {
  description = "Requests per second that the API admits in the long run."
  type        = number
  default     = 100

  validation {
    condition     = var.throttling_rate >= 1 && var.throttling_rate <= 10000
    error_message = "The rate is between 1 and 10000."
  }
}

variable "throttling_burst" {
  description = "Requests that the API admits at once."
  type        = number
  default     = 200

  validation {
    condition     = var.throttling_burst >= 1 && var.throttling_burst <= 5000
    error_message = "The burst is between 1 and 5000."
  }
}

variable "archive_days" {
  description = "Days that the bus's archive keeps events; 0 for no archive."
  type        = number
  default     = 0

  validation {
    condition     = var.archive_days >= 0 && var.archive_days <= 3650
    error_message = "The archive keeps events between 0 and 3650 days."
  }
}

variable "alarm_topic_arn" {
  description = "The SNS topic that alarms go to; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null || can(regex("^arn:[a-z-]+:sns:.+", var.alarm_topic_arn))
    error_message = "The topic is given by its ARN."
  }
}

variable "message_age_alarm" {
  description = "Seconds of the oldest message's age from which on an alarm is raised."
  type        = number
  default     = 600

  validation {
    condition     = var.message_age_alarm >= 60 && var.message_age_alarm <= 86400
    error_message = "The age is between 60 and 86400 seconds."
  }
}

variable "datadog" {
  description = "Datadog's layers and settings; null for off. The API key is given by the ARN of its secret, and never itself."
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
    error_message = "The secret is given by the ARN of a Secrets Manager secret, never by the key itself."
  }

  validation {
    condition     = var.datadog == null || can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.datadog.site))
    error_message = "The site is a host name, for example datadoghq.eu."
  }
}

variable "open_telemetry" {
  description = "OpenTelemetry by layers: their ARNs, their start script and where they send to; null for off."
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
    error_message = "There are one to five OpenTelemetry layers, and no Datadog beside them."
  }
}

variable "tags" {
  description = "More tags for every resource."
  type        = map(string)
  default     = {}
}
