locals {
  alarms = merge(
    {
      dead-letters = {
        description = "Messages could not be recorded: see the redrive section of docs/deploy.md"
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = aws_sqs_queue.dead_letter.name }
        statistic   = "Maximum"
        period      = 60
        threshold   = 0
      }
      undelivered = {
        description = "Rules could not deliver events: see the redrive section of docs/deploy.md"
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = aws_sqs_queue.rule_dead_letter.name }
        statistic   = "Maximum"
        period      = 60
        threshold   = 0
      }
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
        description = "The API answers with server errors"
        namespace   = "AWS/ApiGateway"
        metric      = "5XXError"
        dimensions  = { ApiName = aws_api_gateway_rest_api.activity.name, Stage = var.env }
        statistic   = "Sum"
        period      = 300
        threshold   = 0
      }
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

  widgets = [
    { x = 0, y = 0, title = "Queue: messages waiting and the oldest one's age (seconds)", stat = "Maximum", metrics = [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.activity.name],
      ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.activity.name],
    ] },
    { x = 12, y = 0, title = "Dead letters: not recorded, not delivered", stat = "Maximum", metrics = [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.dead_letter.name],
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.rule_dead_letter.name],
    ] },
    { x = 0, y = 6, title = "Functions: invocations, errors, throttles", stat = "Sum", metrics = [
      for pair in setproduct(["Record", "Find"], ["Invocations", "Errors", "Throttles"]) :
      ["AWS/Lambda", pair[1], "FunctionName", aws_lambda_function.function[pair[0]].function_name]
    ] },
    { x = 12, y = 6, title = "API: requests and errors", stat = "Sum", metrics = [
      for metric in ["Count", "4XXError", "5XXError"] :
      ["AWS/ApiGateway", metric, "ApiName", aws_api_gateway_rest_api.activity.name, "Stage", var.env]
    ] },
  ]
}

resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each = local.alarms

  alarm_name          = "${local.service}-${each.key}-${var.env}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = compact([var.alarm_topic_arn])
  ok_actions          = compact([var.alarm_topic_arn])
  tags                = local.tags
}

resource "aws_cloudwatch_dashboard" "activity" {
  dashboard_name = "${local.service}-dashboard-${var.env}"
  dashboard_body = jsonencode({
    widgets = [
      for widget in local.widgets : {
        type   = "metric"
        x      = widget.x
        y      = widget.y
        width  = 12
        height = 6
        properties = {
          title   = widget.title
          region  = local.region
          stat    = widget.stat
          period  = 300
          metrics = widget.metrics
        }
      }
    ]
  })
}
