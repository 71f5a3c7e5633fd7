package dev.activityservice.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** The alarms and the dashboard. Also creates the log groups of the other parts. */
final class Watch {

    private final Construct scope;
    private final Names names;
    private final ActivitySystemProps props;

    Watch(Construct scope, Names names, ActivitySystemProps props, Messaging messaging) {
        this.scope = scope;
        this.names = names;
        this.props = props;
        alarms(messaging);
        dashboard();
    }

    static LogGroup logGroup(Construct scope, String id, String name, RetentionDays retention, @Nullable IKey key) {
        return LogGroup.Builder.create(scope, id)
                .logGroupName(name)
                .retention(retention)
                .encryptionKey(key)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    private void alarms(Messaging messaging) {
        String sqs = "AWS/SQS";
        String visible = "ApproximateNumberOfMessagesVisible";
        alarm("dead-letters", "Messages could not be recorded: see the redrive section of docs/deploy.md", sqs, visible)
                .dimensions(
                        List.of(dimension("QueueName", messaging.deadLetters().getQueueName())))
                .statistic("Maximum")
                .period(60)
                .threshold(0)
                .build();
        alarm("undelivered", "Rules could not deliver events: see the redrive section of docs/deploy.md", sqs, visible)
                .dimensions(List.of(
                        dimension("QueueName", messaging.ruleDeadLetters().getQueueName())))
                .statistic("Maximum")
                .period(60)
                .threshold(0)
                .build();
        alarm("message-age", "The queue is not being emptied", sqs, "ApproximateAgeOfOldestMessage")
                .dimensions(List.of(dimension("QueueName", messaging.queue().getQueueName())))
                .statistic("Maximum")
                .period(60)
                .threshold(props.messageAgeAlarm())
                .build();
        for (String verb : List.of("Record", "Find")) {
            String function = names.function(verb);
            String prefix = verb.equals("Record") ? "record" : "find";
            alarm(prefix + "-errors", "Invocations of " + function + " fail", "AWS/Lambda", "Errors")
                    .dimensions(List.of(dimension("FunctionName", function)))
                    .statistic("Sum")
                    .period(300)
                    .threshold(0)
                    .build();
            alarm(prefix + "-throttles", "Invocations of " + function + " are throttled", "AWS/Lambda", "Throttles")
                    .dimensions(List.of(dimension("FunctionName", function)))
                    .statistic("Sum")
                    .period(300)
                    .threshold(0)
                    .build();
        }
        alarm("api-5xx", "The API answers with server errors", "AWS/ApiGateway", "5XXError")
                .dimensions(List.of(dimension("ApiName", names.name("api")), dimension("Stage", names.env())))
                .statistic("Sum")
                .period(300)
                .threshold(0)
                .build();
    }

    private CfnAlarm.Builder alarm(String name, String description, String namespace, String metric) {
        List<String> actions = props.alarmTopicArn() == null ? List.of() : List.of(props.alarmTopicArn());
        return CfnAlarm.Builder.create(scope, "Alarm-" + name)
                .alarmName(names.name(name))
                .alarmDescription(description)
                .namespace(namespace)
                .metricName(metric)
                .evaluationPeriods(1)
                .comparisonOperator("GreaterThanThreshold")
                .treatMissingData("notBreaching")
                .alarmActions(actions)
                .okActions(actions);
    }

    private static CfnAlarm.DimensionProperty dimension(String name, String value) {
        return CfnAlarm.DimensionProperty.builder().name(name).value(value).build();
    }

    private void dashboard() {
        String sqs = "AWS/SQS";
        String record = names.function("Record");
        String find = names.function("Find");
        List<Object> widgets = List.of(
                widget(
                        0,
                        0,
                        "Queue: messages waiting and the oldest one's age (seconds)",
                        "Maximum",
                        List.of(
                                List.of(
                                        sqs,
                                        "ApproximateNumberOfMessagesVisible",
                                        "QueueName",
                                        names.name("activity-queue")),
                                List.of(
                                        sqs,
                                        "ApproximateAgeOfOldestMessage",
                                        "QueueName",
                                        names.name("activity-queue")))),
                widget(
                        12,
                        0,
                        "Dead letters: not recorded, not delivered",
                        "Maximum",
                        List.of(
                                List.of(
                                        sqs,
                                        "ApproximateNumberOfMessagesVisible",
                                        "QueueName",
                                        names.name("activity-dlq")),
                                List.of(
                                        sqs,
                                        "ApproximateNumberOfMessagesVisible",
                                        "QueueName",
                                        names.name("activity-rule-dlq")))),
                widget(
                        0,
                        6,
                        "Functions: invocations, errors, throttles",
                        "Sum",
                        List.of(
                                List.of("AWS/Lambda", "Invocations", "FunctionName", record),
                                List.of("AWS/Lambda", "Errors", "FunctionName", record),
                                List.of("AWS/Lambda", "Throttles", "FunctionName", record),
                                List.of("AWS/Lambda", "Invocations", "FunctionName", find),
                                List.of("AWS/Lambda", "Errors", "FunctionName", find),
                                List.of("AWS/Lambda", "Throttles", "FunctionName", find))),
                widget(
                        12,
                        6,
                        "API: requests and errors",
                        "Sum",
                        List.of(
                                List.of("AWS/ApiGateway", "Count", "ApiName", names.name("api"), "Stage", names.env()),
                                List.of(
                                        "AWS/ApiGateway",
                                        "4XXError",
                                        "ApiName",
                                        names.name("api"),
                                        "Stage",
                                        names.env()),
                                List.of(
                                        "AWS/ApiGateway",
                                        "5XXError",
                                        "ApiName",
                                        names.name("api"),
                                        "Stage",
                                        names.env()))));
        CfnDashboard.Builder.create(scope, "Dashboard")
                .dashboardName(names.name("dashboard"))
                .dashboardBody(Stack.of(scope).toJsonString(Map.of("widgets", widgets)))
                .build();
    }

    private Map<String, Object> widget(int x, int y, String title, String statistic, List<List<String>> metrics) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", title);
        properties.put("region", names.region());
        properties.put("stat", statistic);
        properties.put("period", 300);
        properties.put("metrics", metrics);
        Map<String, Object> widget = new LinkedHashMap<>();
        widget.put("type", "metric");
        widget.put("x", x);
        widget.put("y", y);
        widget.put("width", 12);
        widget.put("height", 6);
        widget.put("properties", properties);
        return widget;
    }
}
