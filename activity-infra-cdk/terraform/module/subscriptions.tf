locals {
  # The name of a rule without the number of its bucket. A service has no hyphen and an environment no underscore, so no other one has this beginning.
  rule_name = "${local.service}-${var.env}_"

  catalog_entries = jsondecode(file(var.catalog)).events
  sources         = { for type, entry in local.catalog_entries : type => sort(try(entry.sources, [])) }

  # The prefixes of the catalog that match each event of an entry.
  prefixes = {
    for type in keys(local.catalog_entries) : type => [
      for count in range(1, length(split(".", type))) : "${join(".", slice(split(".", type), 0, count))}.*"
    ]
  }

  # An entry needs no pattern if a prefix with the same sources, or without sources, covers it.
  routed_types = [
    for type in keys(local.catalog_entries) : type if !anytrue([
      for prefix in local.prefixes[type] : prefix != type && contains(["[]", jsonencode(local.sources[type])], try(jsonencode(local.sources[prefix]), "none"))
    ])
  ]

  # The bucket of an entry depends only on its key and on the number of buckets. A new entry therefore never moves another entry to another
  # rule. If entries moved between two updates of rules, their events would match neither rule for that time.
  buckets = {
    for type in local.routed_types : parseint(substr(sha256(type), 0, 4), 16) % var.rule_buckets => type...
  }

  # For each bucket: JSON of the sources => JSON of the types. The patterns are texts, because a list of Terraform cannot contain both texts
  # and objects.
  alternatives = {
    for bucket, types in local.buckets : bucket => {
      for type in types : jsonencode(local.sources[type]) => endswith(type, ".*") ? jsonencode({ prefix = trimsuffix(type, "*") }) : jsonencode(type)...
    }
  }

  event_patterns = {
    for bucket, alternatives in local.alternatives : bucket => [
      for sources, types in alternatives : "{${sources == "[]" ? "" : "\"source\":[${join(",", [
        for source in jsondecode(sources) : endswith(source, "*") ? jsonencode({ prefix = trimsuffix(source, "*") }) : jsonencode(source)
      ])}],"}\"detail-type\":[${join(",", types)}]}"
    ]
  }

  rules = {
    for bucket, patterns in local.event_patterns : bucket => length(patterns) == 1 ? patterns[0] : "{\"$or\":[${join(",", patterns)}]}"
  }

  shared_rules = { for bucket, pattern in local.rules : bucket => pattern if local.integrated }

  # The length in UTF-16 units. The function "length" counts what a reader sees as one character.
  pattern_chars = {
    for bucket, pattern in local.rules : bucket => length(regexall(".", pattern)) + length(regexall("[\\x{10000}-\\x{10FFFF}]", pattern))
  }

  # More buckets cannot divide a single entry.
  cures = {
    for bucket, types in local.buckets : bucket => length(types) > 1 && var.rule_buckets < 256 ? "set RULE_BUCKETS=${2 * var.rule_buckets}" : "use prefixes such as \"orders.*\", or fewer and shorter sources"
  }

  limits = {
    pattern_chars = 2048
    rules_per_bus = 300
    policy_bytes  = 8192
  }
}

# Terraform creates a rule after the policies of its queues, so that no event is refused. It also creates and changes a rule after the alias
# of the record function. A type then reaches the queue only when the function that knows the type is live, because the function
# acknowledges unknown types. A rule need not wait for the mapping, because messages stay in the queue until it exists.
resource "aws_cloudwatch_event_rule" "own" {
  for_each = local.rules

  name           = "${local.rule_name}${each.key}"
  description    = "Activity service: the event types of bucket ${each.key} of ${var.rule_buckets}"
  state          = "ENABLED"
  event_bus_name = aws_cloudwatch_event_bus.activity.name
  event_pattern  = each.value
  tags           = local.tags

  lifecycle {
    precondition {
      condition     = local.pattern_chars[each.key] <= local.limits.pattern_chars
      error_message = "The event pattern of bucket ${each.key} must have at most ${local.limits.pattern_chars} characters, not ${local.pattern_chars[each.key]}: ${local.cures[each.key]}."
    }
  }

  depends_on = [aws_sqs_queue.activity, aws_sqs_queue.rule_dead_letter, aws_lambda_alias.live]
}

resource "aws_cloudwatch_event_target" "own" {
  for_each = local.rules

  rule           = aws_cloudwatch_event_rule.own[each.key].name
  event_bus_name = aws_cloudwatch_event_rule.own[each.key].event_bus_name
  target_id      = "ActivityQueue"
  arn            = local.queue_arn

  dead_letter_config {
    arn = local.rule_dlq_arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }
}

data "aws_ssm_parameter" "shared_bus" {
  count = local.integrated ? 1 : 0
  name  = "/${var.env}/shared/event-bus-name"
}

resource "aws_cloudwatch_event_rule" "shared" {
  for_each = local.shared_rules

  name           = "${local.rule_name}${each.key}"
  description    = "Activity service: the event types of bucket ${each.key} of ${var.rule_buckets}"
  state          = "ENABLED"
  event_bus_name = data.aws_ssm_parameter.shared_bus[0].insecure_value
  event_pattern  = each.value
  tags           = local.tags

  depends_on = [aws_sqs_queue.activity, aws_sqs_queue.rule_dead_letter, aws_lambda_alias.live]
}

resource "aws_cloudwatch_event_target" "shared" {
  for_each = local.shared_rules

  rule           = aws_cloudwatch_event_rule.shared[each.key].name
  event_bus_name = aws_cloudwatch_event_rule.shared[each.key].event_bus_name
  target_id      = "ActivityQueue"
  arn            = local.queue_arn

  dead_letter_config {
    arn = local.rule_dlq_arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }
}
