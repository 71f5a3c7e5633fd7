variable "region" {
  description = "The AWS region."
  type        = string
}

variable "env" {
  description = "The environment. All names contain it."
  type        = string
  default     = "dev"
}

variable "app_version" {
  description = "The deployed version or commit."
  type        = string
  default     = "latest"
}

variable "catalog" {
  description = "The path of the catalog."
  type        = string
}

variable "package_folder" {
  description = "The folder of the functions' package that the packaging tool (\"make functions\") wrote."
  type        = string
}

variable "alarm_topic_arn" {
  description = "The ARN of the SNS topic that alarms notify; null for none."
  type        = string
  default     = null
}

variable "archive_days" {
  description = "How long the archive of the bus keeps events, in days; 0 for no archive."
  type        = number
  default     = 0
}

variable "api_access" {
  description = "IAM (callers must sign requests) or OPEN_TO_THE_INTERNET (anyone with the address reads every timeline)."
  type        = string
  default     = "IAM"
}

variable "dd_api_key_secret_arn" {
  description = "The ARN of the secret with the API key of Datadog; empty for no Datadog."
  type        = string
  default     = ""
}

variable "dd_site" {
  description = "The site of Datadog, for example datadoghq.eu; required with a secret."
  type        = string
  default     = ""
}
