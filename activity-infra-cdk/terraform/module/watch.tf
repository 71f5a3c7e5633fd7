locals {
  # Whether the record function writes metrics of its outcomes to its log.
  emf = var.metrics == "emf" || (var.metrics == "auto" && var.datadog == null && var.open_telemetry == null)

  dead_letter_queues = {
    dead-letters = { queue = aws_sqs_queue.dead_letter.name, problem = "Messages could not be recorded", subject = "A dead letter" }
    undelivered  = { queue = aws_sqs_queue.rule_dead_letter.name, problem = "Rules could not deliver events", subject = "An undelivered event" }
  }

  alarms = merge(
    {
      for name, part in local.dead_letter_queues : name => {
        description = part.problem
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = part.queue }
        statistic   = "Maximum"
        period      = 60
        threshold   = 0
      }
    },
    {
      # SQS keeps a message for 14 days, counted from its first queue, which keeps it for at most 4 days. In a dead-letter queue, the metric
      # counts from the arrival there, so that every message exceeds this age before SQS deletes it.
      for name, part in local.dead_letter_queues : "${name}-old" => {
        description = "${part.subject} has waited for more than 10 days, and SQS deletes it within 4 days"
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = part.queue }
        statistic   = "Maximum"
        period      = 300
        threshold   = 864000
      }
    },
    {
      message-age = {
        description = "The queue is not being emptied"
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = aws_sqs_queue.activity.name }
        statistic   = "Maximum"
        period      = 60
        threshold   = var.message_age_alarm
      }
      api-5xx = {
        description         = "The API answers with server errors"
        namespace           = "AWS/ApiGateway"
        metric              = "5XXError"
        dimensions          = { ApiName = aws_api_gateway_rest_api.activity.name, Stage = var.env }
        statistic           = "Sum"
        period              = 300
        evaluation_periods  = 3
        datapoints_to_alarm = 2
        threshold           = 0
      }
      # One alarm for any number of rules. An alarm on metrics of single rules could have ten of them.
      lost-events = {
        description  = "Rules of the bus lost events: neither the queue nor the dead-letter queue accepted them"
        expression   = "SELECT SUM(InvocationsFailedToBeSentToDlq) FROM SCHEMA(\"AWS/Events\", EventBusName,RuleName) WHERE EventBusName = '${aws_cloudwatch_event_bus.activity.name}'"
        query_period = 60
        threshold    = 0
      }
    },
    {
      for name, alarm in {
        # The objective: 99 % of the events are readable within 60 seconds. One message that is recorded by a retry exceeds it in one minute only.
        record-delay = {
          description         = "Events are recorded more than 60 seconds after they were sent to the queue"
          namespace           = local.service
          metric              = "DelayMs"
          dimensions          = { Environment = var.env }
          statistic           = "Maximum"
          period              = 60
          evaluation_periods  = 5
          datapoints_to_alarm = 3
          threshold           = 60000
        }
      } : name => alarm if local.emf
    },
    {
      for verb, function in aws_lambda_function.function : "${lower(verb)}-errors" => {
        description = "Invocations of ${function.function_name} fail"
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = function.function_name }
        statistic   = "Sum"
        period      = 300
        threshold   = 0
      }
    },
    {
      for verb, function in aws_lambda_function.function : "${lower(verb)}-throttles" => {
        description = "Invocations of ${function.function_name} are throttled"
        namespace   = "AWS/Lambda"
        metric      = "Throttles"
        dimensions  = { FunctionName = function.function_name }
        statistic   = "Sum"
        period      = 300
        threshold   = 0
      }
    },
  )

  own_bus = "EventBusName=\"${aws_cloudwatch_event_bus.activity.name}\""

  # Searches for rules. Rules of other systems are on the shared bus, too. A search finds consecutive words of a name.
  rule_searches = [for rules in [
    { title = "Rules of this system's bus", search = local.own_bus, exist = true },
    { title = "This system's rules on the shared bus", search = "RuleName=${local.service}-${var.env} NOT ${local.own_bus}", exist = local.integrated },
  ] : rules if rules.exist]

  graphs = concat(
    [
      { title = "Queue: messages waiting and the oldest one's age (seconds)", stat = "Maximum", metrics = [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.activity.name],
        ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.activity.name],
      ] },
      { title = "Dead letters: not recorded, not delivered", stat = "Maximum", metrics = [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.dead_letter.name],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.rule_dead_letter.name],
      ] },
      { title = "Functions: invocations, errors, throttles", stat = "Sum", metrics = [
        for pair in setproduct(["Record", "Find"], ["Invocations", "Errors", "Throttles"]) :
        ["AWS/Lambda", pair[1], "FunctionName", aws_lambda_function.function[pair[0]].function_name]
      ] },
      { title = "API: requests and errors", stat = "Sum", metrics = [
        for metric in ["Count", "4XXError", "5XXError"] :
        ["AWS/ApiGateway", metric, "ApiName", aws_api_gateway_rest_api.activity.name, "Stage", var.env]
      ] },
    ],
    [for graph in [
      { title = "Outcomes of messages", stat = "Sum", metrics = [
        for metric in ["Recorded", "Rejected", "Expired", "Ignored", "Retried"] : [local.service, metric, "Environment", var.env]
      ] },
      { title = "Longest delay from the queue to the table (milliseconds)", stat = "Maximum", metrics = [
        [local.service, "DelayMs", "Environment", var.env],
      ] },
    ] : graph if local.emf],
    [for rules in local.rule_searches : { title = rules.title, stat = "Sum", metrics = [
      for metric in ["Invocations", "FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"] : [{
        expression = "SUM(SEARCH('{AWS/Events,EventBusName,RuleName} MetricName=\"${metric}\" ${rules.search}', 'Sum', 300))"
        label      = metric
      }]
    ] }],
  )

  # Queries of CloudWatch Logs Insights. With Datadog, CloudWatch has no logs of the functions. An open API does not know its callers.
  queries = [for query in [
    {
      title = "Refused reads by caller"
      group = aws_cloudwatch_log_group.api.name
      query = "filter status like /^40[13]$/ | stats count(*) as requests by caller, status, error | sort requests desc | limit 50"
      exist = !local.open
    },
    {
      title = "Record function: problems by code"
      group = local.record_log
      query = "filter event in ['message_rejected', 'message_retry', 'store_trouble'] | stats count(*) as problems by event, code | sort problems desc"
      exist = var.datadog == null
    },
    {
      title = "Rejected messages"
      group = local.record_log
      query = "fields @timestamp, message_id, code, pointer, event_type, entity_types | filter event = 'message_rejected' | sort @timestamp desc | limit 50"
      exist = var.datadog == null
    },
    {
      title = "The story of one message: enter its id at the top. A message that was recorded at once has no line"
      group = local.record_log
      query = "fields @timestamp, event, code, pointer, error, event_type, entity_types, request_id | filter message_id = 'MESSAGE-ID' | sort @timestamp asc"
      exist = var.datadog == null
    },
    {
      title = "Slowest reads (milliseconds)"
      group = aws_cloudwatch_log_group.api.name
      query = "fields @timestamp, latency, integrationLatency, method, resourcePath, status, requestId | filter ispresent(latency) | sort latency desc | limit 20"
      exist = true
    },
  ] : query if query.exist]

  record_log = "/aws/lambda/${aws_lambda_function.function["Record"].function_name}"

  # The dashboard replaces the pattern in all widgets by the text that a person enters.
  dashboard_variables = [for variable in [{
    type         = "pattern"
    pattern      = "MESSAGE-ID"
    inputType    = "input"
    id           = "message"
    label        = "Id of a message"
    defaultValue = "MESSAGE-ID"
    visible      = true
  }] : variable if var.datadog == null]
}

resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each = local.alarms

  alarm_name          = "${local.service}-${each.key}-${var.env}"
  alarm_description   = "${each.value.description}: see docs/runbook.md#${each.key}"
  namespace           = try(each.value.namespace, null)
  metric_name         = try(each.value.metric, null)
  dimensions          = try(each.value.dimensions, null)
  statistic           = try(each.value.statistic, null)
  period              = try(each.value.period, null)
  evaluation_periods  = try(each.value.evaluation_periods, 1)
  datapoints_to_alarm = try(each.value.datapoints_to_alarm, null)
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = compact([var.alarm_topic_arn])
  ok_actions          = compact([var.alarm_topic_arn])
  tags                = local.tags

  dynamic "metric_query" {
    for_each = try([each.value.expression], [])
    content {
      id          = "lost"
      expression  = metric_query.value
      period      = each.value.query_period
      return_data = true
    }
  }
}

resource "aws_cloudwatch_dashboard" "activity" {
  dashboard_name = "${local.service}-dashboard-${var.env}"
  # The widgets have no positions, so that CloudWatch arranges those that exist.
  dashboard_body = jsonencode(merge(
    { for name, value in { variables = local.dashboard_variables } : name => value if length(value) > 0 },
    {
      widgets = concat(
        [for graph in local.graphs : {
          type       = "metric"
          width      = 12
          height     = 6
          properties = { title = graph.title, region = local.region, stat = graph.stat, period = 300, metrics = graph.metrics }
        }],
        [for query in local.queries : {
          type       = "log"
          width      = 12
          height     = 6
          properties = { title = query.title, region = local.region, view = "table", query = "SOURCE '${query.group}' | ${query.query}" }
        }],
      )
    },
  ))
}
