package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.constructs.Construct;

/**
 * The dashboard: graphs of metrics, and tables of queries over the logs. The widgets have no positions, so that CloudWatch arranges those
 * that exist (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html).
 * {@code LogQueryTest} compares the fields in the queries with the lines of the functions and of the API.
 */
final class Dashboard {

    /** The default of the dashboard's variable. A person enters an id instead, and the dashboard replaces this text in all widgets. */
    private static final String MESSAGE_ID = "MESSAGE-ID";

    private final Names names;
    private final ActivitySystemProps props;

    Dashboard(Names names, ActivitySystemProps props) {
        this.names = names;
        this.props = props;
    }

    void create(Construct scope) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<Object> widgets = new ArrayList<>(metrics());
        if (props.apiAccess() != ApiAccess.OPEN_TO_THE_INTERNET) {
            // An open API does not know its callers.
            widgets.add(refusedReads());
        }
        if (props.datadog() == null) {
            // With Datadog, CloudWatch has no logs of the functions.
            widgets.addAll(messageQueries());
            body.put("variables", List.of(messageId()));
        }
        widgets.add(slowestReads());
        body.put("widgets", widgets);
        CfnDashboard.Builder.create(scope, "Dashboard")
                .dashboardName(names.name("dashboard"))
                .dashboardBody(Stack.of(scope).toJsonString(body))
                .build();
    }

    private List<Object> metrics() {
        String sqs = "AWS/SQS";
        String visible = "ApproximateNumberOfMessagesVisible";
        String queue = names.name("activity-queue");
        List<Object> widgets = new ArrayList<>();
        widgets.add(graph(
                "Queue: messages waiting and the oldest one's age (seconds)",
                "Maximum",
                List.of(
                        List.of(sqs, visible, "QueueName", queue),
                        List.of(sqs, "ApproximateAgeOfOldestMessage", "QueueName", queue))));
        widgets.add(graph(
                "Dead letters: not recorded, not delivered",
                "Maximum",
                List.of(
                        List.of(sqs, visible, "QueueName", names.name("activity-dlq")),
                        List.of(sqs, visible, "QueueName", names.name("activity-rule-dlq")))));
        List<Object> invocations = new ArrayList<>();
        for (String function : List.of(names.function("Record"), names.function("Find"))) {
            for (String metric : List.of("Invocations", "Errors", "Throttles")) {
                invocations.add(List.of("AWS/Lambda", metric, "FunctionName", function));
            }
        }
        widgets.add(graph("Functions: invocations, errors, throttles", "Sum", invocations));
        List<Object> requests = new ArrayList<>();
        for (String metric : List.of("Count", "4XXError", "5XXError")) {
            requests.add(List.of("AWS/ApiGateway", metric, "ApiName", names.name("api"), "Stage", names.env()));
        }
        widgets.add(graph("API: requests and errors", "Sum", requests));
        if (Metrics.isOn(PropertyValues.of(props)::get)) {
            List<Object> outcomes = new ArrayList<>();
            for (String metric : List.of("Recorded", "Rejected", "Expired", "Ignored", "Retried")) {
                outcomes.add(List.of(names.service(), metric, "Environment", names.env()));
            }
            widgets.add(graph("Outcomes of messages", "Sum", outcomes));
            widgets.add(graph(
                    "Longest delay from the queue to the table (milliseconds)",
                    "Maximum",
                    List.of(List.of(names.service(), "DelayMs", "Environment", names.env()))));
        }
        String ownBus = "EventBusName=\"" + names.name("events") + "\"";
        widgets.add(rules("Rules of this system's bus", ownBus));
        if (props.integrated()) {
            // Rules of other systems are on the shared bus, too. A search finds consecutive words of a name.
            widgets.add(rules(
                    "This system's rules on the shared bus",
                    "RuleName=" + names.service() + "-" + names.env() + " NOT " + ownBus));
        }
        return widgets;
    }

    /** Returns the sums over all rules that a search finds. */
    private Map<String, Object> rules(String title, String search) {
        List<Object> sums = new ArrayList<>();
        for (String metric :
                List.of("Invocations", "FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq")) {
            Map<String, Object> sum = new LinkedHashMap<>();
            sum.put(
                    "expression",
                    "SUM(SEARCH('{AWS/Events,EventBusName,RuleName} MetricName=\"" + metric + "\" " + search
                            + "', 'Sum', 300))");
            sum.put("label", metric);
            sums.add(List.of(sum));
        }
        return graph(title, "Sum", sums);
    }

    private Map<String, Object> slowestReads() {
        return table(
                "Slowest reads (milliseconds)",
                accessLog(),
                "fields @timestamp, latency, integrationLatency, method, resourcePath, status, requestId"
                        + " | filter ispresent(latency) | sort latency desc | limit 20");
    }

    private Map<String, Object> refusedReads() {
        return table(
                "Refused reads by caller",
                accessLog(),
                "filter status like /^40[13]$/ | stats count(*) as requests by caller, status, error"
                        + " | sort requests desc | limit 50");
    }

    private String accessLog() {
        return "/aws/apigateway/" + names.name("api");
    }

    private List<Object> messageQueries() {
        String log = "/aws/lambda/" + names.function("Record");
        return List.of(
                table(
                        "Record function: problems by code",
                        log,
                        "filter event in ['message_rejected', 'message_retry', 'store_trouble']"
                                + " | stats count(*) as problems by event, code | sort problems desc"),
                table(
                        "Rejected messages",
                        log,
                        "fields @timestamp, message_id, code, pointer, event_type, entity_types"
                                + " | filter event = 'message_rejected' | sort @timestamp desc | limit 50"),
                table(
                        "The story of one message: enter its id at the top. A message that was recorded at once has no line",
                        log,
                        "fields @timestamp, event, code, pointer, error, event_type, entity_types, request_id"
                                + " | filter message_id = '" + MESSAGE_ID + "' | sort @timestamp asc"));
    }

    private static Map<String, Object> messageId() {
        Map<String, Object> variable = new LinkedHashMap<>();
        variable.put("type", "pattern");
        variable.put("pattern", MESSAGE_ID);
        variable.put("inputType", "input");
        variable.put("id", "message");
        variable.put("label", "Id of a message");
        variable.put("defaultValue", MESSAGE_ID);
        variable.put("visible", true);
        return variable;
    }

    private Map<String, Object> graph(String title, String statistic, List<?> metrics) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", title);
        properties.put("region", names.region());
        properties.put("stat", statistic);
        properties.put("period", 300);
        properties.put("metrics", metrics);
        return widget("metric", properties);
    }

    private Map<String, Object> table(String title, String logGroup, String query) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", title);
        properties.put("region", names.region());
        properties.put("view", "table");
        properties.put("query", "SOURCE '" + logGroup + "' | " + query);
        return widget("log", properties);
    }

    private static Map<String, Object> widget(String type, Map<String, Object> properties) {
        Map<String, Object> widget = new LinkedHashMap<>();
        widget.put("type", type);
        widget.put("width", 12);
        widget.put("height", 6);
        widget.put("properties", properties);
        return widget;
    }
}
