variable "region" {
  description = "The AWS region."
  type        = string
}

variable "env" {
  description = "The environment, part of every name."
  type        = string
  default     = "dev"
}

variable "app_version" {
  description = "The version or commit that is deployed."
  type        = string
  default     = "latest"
}

variable "catalog" {
  description = "The path of the catalog file."
  type        = string
}

variable "package_folder" {
  description = "Where \"make functions\" wrote the functions' package."
  type        = string
}

variable "alarm_topic_arn" {
  description = "The SNS topic that alarms go to; null for none."
  type        = string
  default     = null
}

variable "archive_days" {
  description = "Days that the bus's archive keeps events; 0 for no archive."
  type        = number
  default     = 0
}

variable "api_access" {
  description = "IAM, or OPEN_TO_THE_INTERNET, which lets anyone who knows the address read every timeline."
  type        = string
  default     = "IAM"
}

variable "dd_api_key_secret_arn" {
  description = "The secret that holds Datadog's API key; empty for no Datadog."
  type        = string
  default     = ""
}

variable "dd_site" {
  description = "Datadog's site; needed with a secret."
  type        = string
  default     = ""
}
