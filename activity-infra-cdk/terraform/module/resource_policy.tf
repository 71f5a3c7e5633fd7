# The form of a resource policy of the API. The class ResourcePolicy has the same rules, and a test compares them.

locals {
  # The policy as jsonencode writes it: without spaces, and with sorted keys.
  resource_policy = var.api_resource_policy == null ? "" : try(jsonencode(jsondecode(file(var.api_resource_policy))), "")

  # A text of printable ASCII. jsonencode escapes the characters <, > and &.
  iam_text  = "\"([ !#-\\[\\]-~]|\\\\[\"\\\\]|\\\\u00(3c|3e|26))*\""
  iam_texts = "(${local.iam_text}|\\[${local.iam_text}(,${local.iam_text})*\\])"

  iam_principal = "(\"[*]\"|\\{\"(AWS|CanonicalUser|Federated|Service)\":${local.iam_texts}(,\"(AWS|CanonicalUser|Federated|Service)\":${local.iam_texts})*\\})"
  iam_action    = "\"(execute-api:[A-Za-z*?]+|[*])\""
  iam_actions   = "(${local.iam_action}|\\[${local.iam_action}(,${local.iam_action})*\\])"
  iam_resource  = "\"((execute-api:/|arn:[a-z-]+:execute-api:)[A-Za-z0-9:/*?._{}$+~%@=,-]*|[*])\""
  iam_resources = "(${local.iam_resource}|\\[${local.iam_resource}(,${local.iam_resource})*\\])"

  iam_operator   = "((ForAllValues|ForAnyValue):)?(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)(Not)?(Equals|LessThan(Equals)?|GreaterThan(Equals)?)|Arn(Not)?(Equals|Like)|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?|Null"
  iam_key        = "[A-Za-z0-9-]+:[A-Za-z0-9][A-Za-z0-9:/._@+=-]*"
  iam_values     = "\\{\"${local.iam_key}\":${local.iam_texts}(,\"${local.iam_key}\":${local.iam_texts})*\\}"
  iam_conditions = "\\{\"(${local.iam_operator})\":${local.iam_values}(,\"(${local.iam_operator})\":${local.iam_values})*\\}"

  # The keys of a statement in their order.
  iam_allow_or_deny    = "(\"Condition\":${local.iam_conditions},)?\"Effect\":\"(Allow|Deny)\""
  iam_what             = "(\"Action\":${local.iam_actions},${local.iam_allow_or_deny}|${local.iam_allow_or_deny},\"NotAction\":${local.iam_actions})"
  iam_who_and_where    = "(\"NotPrincipal\":${local.iam_principal},\"(Not)?Resource\":${local.iam_resources}|\"NotResource\":${local.iam_resources},\"Principal\":${local.iam_principal}|\"Principal\":${local.iam_principal},\"Resource\":${local.iam_resources})"
  iam_statement        = "\\{${local.iam_what},${local.iam_who_and_where}(,\"Sid\":\"[A-Za-z0-9]*\")?\\}"
  resource_policy_form = "\\{(\"Id\":${local.iam_text},)?\"Statement\":\\[${local.iam_statement}(,${local.iam_statement})*\\],\"Version\":\"2012-10-17\"\\}"

  # Whether a statement allows every principal without a condition. With IAM, callers of every AWS account could then read. With AUTHORIZER, callers could read whom the authorizer neither allows nor denies.
  resource_policy_of_everyone = anytrue([for statement in try(jsondecode(local.resource_policy).Statement, []) : try(statement.Effect == "Allow" && !can(statement.Condition) && (can(statement.NotPrincipal) || contains(flatten([try(statement.Principal.AWS, "none")]), "*") || jsonencode(statement.Principal) == "\"*\""), false)])
}
