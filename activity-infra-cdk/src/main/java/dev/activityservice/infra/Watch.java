package dev.activityservice.infra;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/** The alarms and the dashboard. Also creates the log groups of the other parts. */
final class Watch {

    private static final String SQS = "AWS/SQS";
    private static final String AGE = "ApproximateAgeOfOldestMessage";

    /**
     * Ten days in a dead-letter queue. SQS keeps a message for 14 days, counted from its first queue, which keeps it for at most 4 days. In a
     * dead-letter queue, the metric counts from the arrival there, so that every message exceeds this age before SQS deletes it
     * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html).
     */
    private static final int OLD_DEAD_LETTER_SECONDS = 864_000;

    /** The objective: 99 % of the events are readable within 60 seconds. */
    private static final int MAX_DELAY_MS = 60_000;

    private final Construct scope;
    private final Names names;
    private final ActivitySystemProps props;

    Watch(Construct scope, Names names, ActivitySystemProps props, Messaging messaging) {
        this.scope = scope;
        this.names = names;
        this.props = props;
        alarms(messaging);
        new Dashboard(names, props).create(scope);
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
        depth("dead-letters", "Messages could not be recorded", messaging.deadLetters());
        depth("undelivered", "Rules could not deliver events", messaging.ruleDeadLetters());
        oldDeadLetters("dead-letters-old", "A dead letter", messaging.deadLetters());
        oldDeadLetters("undelivered-old", "An undelivered event", messaging.ruleDeadLetters());
        alarm("message-age", "The queue is not being emptied")
                .namespace(SQS)
                .metricName(AGE)
                .dimensions(queue(messaging.queue()))
                .statistic("Maximum")
                .period(60)
                .threshold(props.messageAgeAlarm())
                .build();
        if (Metrics.isOn(PropertyValues.of(props)::get)) {
            // One message that is recorded by a retry exceeds the objective in one minute only.
            alarm("record-delay", "Events are recorded more than 60 seconds after they were sent to the queue")
                    .namespace(names.service())
                    .metricName("DelayMs")
                    .dimensions(List.of(dimension("Environment", names.env())))
                    .statistic("Maximum")
                    .period(60)
                    .evaluationPeriods(5)
                    .datapointsToAlarm(3)
                    .threshold(MAX_DELAY_MS)
                    .build();
        }
        for (String verb : List.of("Record", "Find")) {
            invocations(verb, "errors", "fail", "Errors");
            invocations(verb, "throttles", "are throttled", "Throttles");
        }
        alarm("api-5xx", "The API answers with server errors")
                .namespace("AWS/ApiGateway")
                .metricName("5XXError")
                .dimensions(List.of(dimension("ApiName", names.name("api")), dimension("Stage", names.env())))
                .statistic("Sum")
                .period(300)
                .evaluationPeriods(3)
                .datapointsToAlarm(2)
                .threshold(0)
                .build();
        // One alarm for any number of rules. An alarm on metrics of single rules could have ten of them.
        alarm("lost-events", "Rules of the bus lost events: neither the queue nor the dead-letter queue accepted them")
                .metrics(List.of(CfnAlarm.MetricDataQueryProperty.builder()
                        .id("lost")
                        .expression("SELECT SUM(InvocationsFailedToBeSentToDlq)"
                                + " FROM SCHEMA(\"AWS/Events\", EventBusName,RuleName) WHERE EventBusName = '"
                                + names.name("events") + "'")
                        .period(60)
                        .returnData(true)
                        .build()))
                .threshold(0)
                .build();
    }

    private void depth(String name, String sentence, IQueue queue) {
        alarm(name, sentence)
                .namespace(SQS)
                .metricName("ApproximateNumberOfMessagesVisible")
                .dimensions(queue(queue))
                .statistic("Maximum")
                .period(60)
                .threshold(0)
                .build();
    }

    private void oldDeadLetters(String name, String subject, IQueue queue) {
        alarm(name, subject + " has waited for more than 10 days, and SQS deletes it within 4 days")
                .namespace(SQS)
                .metricName(AGE)
                .dimensions(queue(queue))
                .statistic("Maximum")
                .period(300)
                .threshold(OLD_DEAD_LETTER_SECONDS)
                .build();
    }

    private void invocations(String verb, String kind, String problem, String metric) {
        String function = names.function(verb);
        alarm(verb.toLowerCase(Locale.ROOT) + "-" + kind, "Invocations of " + function + " " + problem)
                .namespace("AWS/Lambda")
                .metricName(metric)
                .dimensions(List.of(dimension("FunctionName", function)))
                .statistic("Sum")
                .period(300)
                .threshold(0)
                .build();
    }

    private CfnAlarm.Builder alarm(String name, String sentence) {
        List<String> actions = props.alarmTopicArn() == null ? List.of() : List.of(props.alarmTopicArn());
        return CfnAlarm.Builder.create(scope, "Alarm-" + name)
                .alarmName(names.name(name))
                .alarmDescription(sentence + ": see docs/runbook.md#" + name)
                .evaluationPeriods(1)
                .comparisonOperator("GreaterThanThreshold")
                .treatMissingData("notBreaching")
                .alarmActions(actions)
                .okActions(actions);
    }

    private static List<CfnAlarm.DimensionProperty> queue(IQueue queue) {
        return List.of(dimension("QueueName", queue.getQueueName()));
    }

    private static CfnAlarm.DimensionProperty dimension(String name, String value) {
        return CfnAlarm.DimensionProperty.builder().name(name).value(value).build();
    }
}
