variable "region" {
  description = "The AWS region."
  type        = string
}

variable "package_folder" {
  description = "The folder of the functions' package that the packaging tool (\"make functions\") wrote."
  type        = string
}

variable "settings" {
  description = "The settings of the deployment: the variables of the module. The packaging tool writes them to settings.tfvars.json."
  type        = any

  validation {
    condition     = length(setsubtract(keys(var.settings), local.known_settings)) == 0
    error_message = "The settings must be variables of the module, not ${join(", ", setsubtract(keys(var.settings), local.known_settings))}."
  }
}
