package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.AuthorizationType;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LambdaIntegration;
import software.amazon.awscdk.services.apigateway.LambdaIntegrationOptions;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.MethodOptions;
import software.amazon.awscdk.services.apigateway.RequestValidator;
import software.amazon.awscdk.services.apigateway.RequestValidatorOptions;
import software.amazon.awscdk.services.apigateway.Resource;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.events.CfnArchive;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.ILayerVersion;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.amazon.awscdk.services.sqs.RedriveAllowPolicy;
import software.amazon.awscdk.services.sqs.RedrivePermission;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The whole system as one construct: a bus with one rule per event type of the catalog, the queue and its dead-letter queues,
 * the table, the two functions, the API, and what watches over them. One per environment, account and region, for its
 * resources have fixed names. Its parts are open for a stack of one's own to extend. Not thread-safe, as no construct is.
 */
public final class ActivitySystem extends Construct {

    private static final String SERVICE = "ActivityService";
    private static final String ALIAS = "live";
    /** The longest that EventBridge tries to deliver: a day, and so often. */
    private static final int DELIVERY_SECONDS = 86_400;

    private static final int DELIVERY_ATTEMPTS = 185;
    /** Never the path or the query: they hold the ids of entities. */
    private static final String ACCESS_LOG =
            "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTimeEpoch\","
                    + "\"method\":\"$context.httpMethod\",\"resourcePath\":\"$context.resourcePath\",\"status\":\"$context.status\","
                    + "\"latency\":\"$context.responseLatency\",\"integrationLatency\":\"$context.integrationLatency\","
                    + "\"error\":\"$context.error.responseType\"}";
    /** Datadog's own account in the commercial partition. */
    private static final String DATADOG_ACCOUNT = "464622532012";

    private final ActivitySystemProps props;
    private final List<Subscription> subscriptions;
    private final EventBus bus;
    private final Queue queue;
    private final Queue deadLetters;
    private final Queue ruleDeadLetters;
    private final Table table;
    private final Alias recordFunction;
    private final Alias findFunction;
    private final RestApi api;

    /** Throws {@link dev.activityservice.catalog.InvalidCatalogException} if the catalog has faults. */
    public ActivitySystem(Construct scope, String id, ActivitySystemProps props) {
        super(scope, id);
        this.props = props;
        Catalog catalog = Catalog.read(props.catalog());
        subscriptions = Subscription.of(catalog);
        bus = EventBus.Builder.create(this, "Bus").eventBusName(name("events")).build();
        deadLetters = queue("DeadLetterQueue", "activity-dlq")
                .retentionPeriod(Duration.days(14))
                .redriveAllowPolicy(RedriveAllowPolicy.builder()
                        .redrivePermission(RedrivePermission.BY_QUEUE)
                        .sourceQueues(
                                List.of(Queue.fromQueueArn(this, "RedriveSource", arn("sqs", name("activity-queue")))))
                        .build())
                .build();
        ruleDeadLetters = queue("RuleDeadLetterQueue", "activity-rule-dlq")
                .retentionPeriod(Duration.days(14))
                .redriveAllowPolicy(RedriveAllowPolicy.builder()
                        .redrivePermission(RedrivePermission.DENY_ALL)
                        .build())
                .build();
        queue = queue("Queue", "activity-queue")
                .retentionPeriod(Duration.days(4))
                .visibilityTimeout(Duration.seconds(6 * props.recordTimeout() + ActivitySystemProps.MAX_BATCH_WINDOW))
                .deadLetterQueue(DeadLetterQueue.builder()
                        .queue(deadLetters)
                        .maxReceiveCount(props.maxReceiveCount())
                        .build())
                .build();
        List.of(queue, deadLetters, ruleDeadLetters).forEach(ActivitySystem::requireTls);
        table = createTable();
        subscribe();
        Path code = FunctionPackage.write(props.functionsJar(), catalog, stagingFolder());
        recordFunction = recordFunction(Code.fromAsset(code.toString()));
        findFunction = findFunction(Code.fromAsset(code.toString()));
        api = createApi();
        publishParameters();
        if (props.archiveDays() > 0) {
            CfnArchive.Builder.create(this, "Archive")
                    .archiveName(name("archive"))
                    .sourceArn(bus.getEventBusArn())
                    .description("Events of the activity service's bus, for replay")
                    .retentionDays(props.archiveDays())
                    .build();
        }
        alarms();
        dashboard();
        outputs();
        Tags.of(this).add("Service", SERVICE);
        Tags.of(this).add("Environment", props.env());
    }

    /** Where producers publish. */
    public EventBus bus() {
        return bus;
    }

    /** What the rules fill and the record function empties. */
    public Queue queue() {
        return queue;
    }

    /** Messages that could not be recorded. */
    public Queue deadLetterQueue() {
        return deadLetters;
    }

    /** Events that a rule could not deliver. */
    public Queue ruleDeadLetterQueue() {
        return ruleDeadLetters;
    }

    public Table table() {
        return table;
    }

    /** The alias that the queue calls. */
    public Alias recordFunction() {
        return recordFunction;
    }

    /** The alias that the API calls. */
    public Alias findFunction() {
        return findFunction;
    }

    public RestApi api() {
        return api;
    }

    private Queue.Builder queue(String id, String name) {
        return Queue.Builder.create(this, id).queueName(name(name)).encryption(QueueEncryption.SQS_MANAGED);
    }

    private static void requireTls(Queue queue) {
        queue.addToResourcePolicy(PolicyStatement.Builder.create()
                .sid("TlsOnly")
                .effect(Effect.DENY)
                .principals(List.of(new AnyPrincipal()))
                .actions(List.of("sqs:*"))
                .resources(List.of(queue.getQueueArn()))
                .conditions(Map.of("Bool", Map.of("aws:SecureTransport", "false")))
                .build());
    }

    private Table createTable() {
        // The keys are those of the adapters' ActivityTable; a test compares them.
        return Table.Builder.create(this, "Table")
                .tableName(name("activities"))
                .partitionKey(Attribute.builder()
                        .name("pk")
                        .type(AttributeType.STRING)
                        .build())
                .sortKey(Attribute.builder()
                        .name("sk")
                        .type(AttributeType.STRING)
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .timeToLiveAttribute("x")
                .encryption(TableEncryption.AWS_MANAGED)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(props.production())
                .removalPolicy(props.production() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
    }

    /** One rule per event type on our bus, and, where there is a shared bus, one on that bus which forwards to ours. */
    private void subscribe() {
        CfnRule.DeadLetterConfigProperty undelivered = CfnRule.DeadLetterConfigProperty.builder()
                .arn(ruleDeadLetters.getQueueArn())
                .build();
        CfnRule.RetryPolicyProperty retry = CfnRule.RetryPolicyProperty.builder()
                .maximumEventAgeInSeconds(DELIVERY_SECONDS)
                .maximumRetryAttempts(DELIVERY_ATTEMPTS)
                .build();
        List<String> rules = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            CfnRule rule = rule("Rule" + subscription.logicalId(), subscription, subscription.ruleName(props.env()))
                    .eventBusName(bus.getEventBusName())
                    .targets(List.of(CfnRule.TargetProperty.builder()
                            .id("ActivityQueue")
                            .arn(queue.getQueueArn())
                            .deadLetterConfig(undelivered)
                            .retryPolicy(retry)
                            .build()))
                    .build();
            rules.add(rule.getAttrArn());
        }
        allowRules(queue, rules);
        List<String> all = new ArrayList<>(rules);
        if (props.integrated()) {
            // A plain dynamic reference: it can be a part of a longer value, such as an ARN.
            String sharedBus = "{{resolve:ssm:/" + props.env() + "/shared/event-bus-name}}";
            Role forward = Role.Builder.create(this, "ForwardRole")
                    .roleName(roleName("forward"))
                    .assumedBy(new PrincipalWithConditions(
                            new ServicePrincipal("events.amazonaws.com"),
                            Map.of("StringEquals", Map.of("aws:SourceAccount", stack().getAccount()))))
                    .inlinePolicies(Map.of(
                            "forward", policy(allow("Forward", List.of("events:PutEvents"), bus.getEventBusArn()))))
                    .build();
            for (Subscription subscription : subscriptions) {
                CfnRule rule = rule(
                                "SharedRule" + subscription.logicalId(),
                                subscription,
                                subscription.sharedRuleName(props.env()))
                        .eventBusName(sharedBus)
                        .targets(List.of(CfnRule.TargetProperty.builder()
                                .id("ActivityBus")
                                .arn(bus.getEventBusArn())
                                .roleArn(forward.getRoleArn())
                                .deadLetterConfig(undelivered)
                                .retryPolicy(retry)
                                .build()))
                        .build();
                all.add(rule.getAttrArn());
            }
        }
        allowRules(ruleDeadLetters, all);
    }

    private CfnRule.Builder rule(String id, Subscription subscription, String name) {
        return CfnRule.Builder.create(this, id)
                .name(name)
                .description("Activity service: " + subscription.type().text())
                .state("ENABLED")
                .eventPattern(subscription.pattern());
    }

    private static void allowRules(Queue queue, List<String> rules) {
        queue.addToResourcePolicy(PolicyStatement.Builder.create()
                .sid("RulesOnly")
                .effect(Effect.ALLOW)
                .principals(List.of(new ServicePrincipal("events.amazonaws.com")))
                .actions(List.of("sqs:SendMessage"))
                .resources(List.of(queue.getQueueArn()))
                .conditions(Map.of("ArnEquals", Map.of("aws:SourceArn", rules)))
                .build());
    }

    private Alias recordFunction(Code code) {
        List<PolicyStatement> grants = List.of(
                allow("Write", List.of("dynamodb:BatchWriteItem", "dynamodb:UpdateItem"), table.getTableArn()),
                allow(
                        "Consume",
                        List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                        queue.getQueueArn()));
        Alias alias = function(
                "Record",
                "Records activities",
                code,
                props.recordMemory(),
                props.recordTimeout(),
                grants,
                Map.of("ACTIVITY_CATALOG", FunctionPackage.CATALOG_PATH));
        // The alias's ARN and not its name, of which the higher-level construct would make one of the function's and
        // its own.
        CfnEventSourceMapping.Builder.create(this, "RecordMapping")
                .functionName(alias.getFunctionArn())
                .eventSourceArn(queue.getQueueArn())
                .enabled(true)
                .batchSize(props.batchSize())
                .maximumBatchingWindowInSeconds(props.batchWindow())
                .scalingConfig(CfnEventSourceMapping.ScalingConfigProperty.builder()
                        .maximumConcurrency(props.maximumConcurrency())
                        .build())
                .functionResponseTypes(List.of("ReportBatchItemFailures"))
                .build();
        return alias;
    }

    private Alias findFunction(Code code) {
        List<PolicyStatement> grants = List.of(allow("Read", List.of("dynamodb:Query"), table.getTableArn()));
        String readPolicy = props.apiAccess() == ApiAccess.IAM ? "authenticated" : "allow-all";
        return function(
                "Find",
                "Finds activities",
                code,
                props.findMemory(),
                props.findTimeout(),
                grants,
                Map.of("ACTIVITY_READ_POLICY", readPolicy));
    }

    private Alias function(
            String verb,
            String description,
            Code code,
            int memory,
            int timeout,
            List<PolicyStatement> grants,
            Map<String, String> ownEnvironment) {
        String functionName = name(verb + "Activities");
        List<PolicyStatement> statements = new ArrayList<>(grants);
        Map<String, String> environment = new TreeMap<>(ownEnvironment);
        environment.put("ACTIVITY_TABLE_NAME", table.getTableName());
        String logs = "arn:" + stack().getPartition() + ":logs:" + stack().getRegion() + ":" + stack().getAccount()
                + ":log-group:/aws/lambda/" + functionName;
        LogGroup group = null;
        Datadog datadog = props.datadog();
        if (datadog == null) {
            group = logGroup(verb + "Logs", "/aws/lambda/" + functionName);
            statements.add(allow("Log", List.of("logs:CreateLogStream", "logs:PutLogEvents"), logs + ":*"));
        } else {
            statements.add(allow("DatadogKey", List.of("secretsmanager:GetSecretValue"), datadog.apiKeySecretArn()));
            statements.add(PolicyStatement.Builder.create()
                    .sid("DatadogHasTheLogs")
                    .effect(Effect.DENY)
                    .actions(List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"))
                    .resources(List.of(logs, logs + ":*"))
                    .build());
            environment.putAll(datadogEnvironment(datadog));
        }
        if (props.openTelemetry() != null) {
            environment.putAll(openTelemetryEnvironment(props.openTelemetry()));
        }
        Function function = Function.Builder.create(this, verb + "Function")
                .functionName(functionName)
                .description(description + ", version " + props.version())
                .runtime(Runtime.JAVA_21)
                .architecture(props.architecture())
                .handler("dev.activityservice.aws.lambda." + verb + "ActivitiesFunction::handleRequest")
                .code(code)
                .memorySize(memory)
                .timeout(Duration.seconds(timeout))
                .environment(environment)
                .layers(layers(verb))
                .logGroup(group)
                .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS)
                .currentVersionOptions(VersionOptions.builder()
                        .removalPolicy(RemovalPolicy.RETAIN)
                        .build())
                .role(Role.Builder.create(this, verb + "Role")
                        .roleName(roleName(verb + "Activities"))
                        .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                        .inlinePolicies(Map.of(
                                verb.equals("Record") ? "record" : "find",
                                policy(statements.toArray(PolicyStatement[]::new))))
                        .build()
                        .withoutPolicyUpdates())
                .build();
        Annotations.of(function)
                .acknowledgeWarning(
                        "@aws-cdk/aws-lambda:snapStartRequirePublish", "The alias below publishes a version.");
        return Alias.Builder.create(this, verb + "Alias")
                .aliasName(ALIAS)
                .version(function.getCurrentVersion())
                .build();
    }

    private Map<String, String> datadogEnvironment(Datadog datadog) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/datadog_wrapper");
        environment.put("DD_API_KEY_SECRET_ARN", datadog.apiKeySecretArn());
        environment.put("DD_SITE", datadog.site());
        environment.put("DD_SERVICE", SERVICE);
        environment.put("DD_ENV", props.env());
        environment.put("DD_VERSION", props.version());
        environment.put("DD_CAPTURE_LAMBDA_PAYLOAD", String.valueOf(datadog.capturePayload()));
        environment.put("DD_LOGS_INJECTION", "false");
        environment.put("DD_TRACE_OTEL_ENABLED", "true");
        // A batch has many producers: their contexts are links, which the handler makes, and none is the parent.
        environment.put("DD_TRACE_PROPAGATION_STYLE_EXTRACT", "none");
        environment.put("DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT", "ignore");
        environment.put("DD_SQS_PROPAGATION_ENABLED", "false");
        return environment;
    }

    private Map<String, String> openTelemetryEnvironment(OpenTelemetry telemetry) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("OTEL_SERVICE_NAME", SERVICE);
        environment.put(
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=" + props.env() + ",service.version=" + props.version());
        if (telemetry.wrapper() != null) {
            environment.put("AWS_LAMBDA_EXEC_WRAPPER", telemetry.wrapper());
        }
        if (telemetry.endpoint() != null) {
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.endpoint());
        }
        return environment;
    }

    private List<ILayerVersion> layers(String verb) {
        List<String> arns = new ArrayList<>();
        Datadog datadog = props.datadog();
        if (datadog != null) {
            String prefix = "arn:" + stack().getPartition() + ":lambda:" + stack().getRegion() + ":" + DATADOG_ACCOUNT
                    + ":layer:";
            String extension =
                    props.architecture().getName().equals("arm64") ? "Datadog-Extension-ARM" : "Datadog-Extension";
            arns.add(prefix + "dd-trace-java:" + datadog.tracerLayerVersion());
            arns.add(prefix + extension + ":" + datadog.extensionLayerVersion());
        }
        if (props.openTelemetry() != null) {
            arns.addAll(props.openTelemetry().layerArns());
        }
        List<ILayerVersion> layers = new ArrayList<>();
        for (int i = 0; i < arns.size(); i++) {
            layers.add(LayerVersion.fromLayerVersionArn(this, verb + "Layer" + i, arns.get(i)));
        }
        return layers;
    }

    private RestApi createApi() {
        boolean open = props.apiAccess() == ApiAccess.OPEN_TO_THE_INTERNET;
        if (open) {
            Annotations.of(this)
                    .addWarningV2(
                            "activity-service:open-api",
                            "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline.");
        }
        LogGroup accessLog = logGroup("ApiAccessLog", "/aws/apigateway/" + name("api"));
        RestApi rest = RestApi.Builder.create(this, "Api")
                .restApiName(name("api"))
                .description("Timelines of the activity service")
                .endpointTypes(List.of(EndpointType.REGIONAL))
                .cloudWatchRole(false)
                .disableExecuteApiEndpoint(false)
                .deployOptions(StageOptions.builder()
                        .stageName(props.env())
                        .accessLogDestination(new LogGroupLogDestination(accessLog))
                        .accessLogFormat(AccessLogFormat.custom(ACCESS_LOG))
                        .throttlingRateLimit(props.throttlingRate())
                        .throttlingBurstLimit(props.throttlingBurst())
                        .metricsEnabled(false)
                        .build())
                .build();
        // It would be named after the construct's path; ours has a name of its own.
        rest.getNode().tryRemoveChild("Endpoint");
        RequestValidator validator = rest.addRequestValidator(
                "Validator",
                RequestValidatorOptions.builder()
                        .requestValidatorName("parameters")
                        .validateRequestParameters(true)
                        .validateRequestBody(true)
                        .build());
        LambdaIntegration integration = new LambdaIntegration(
                findFunction,
                LambdaIntegrationOptions.builder()
                        .proxy(true)
                        .allowTestInvoke(false)
                        .build());
        Map<String, Boolean> byId = new LinkedHashMap<>();
        byId.put("method.request.path.entity_type", true);
        for (String name : List.of("limit", "order", "from", "until", "type", "cursor")) {
            byId.put("method.request.querystring." + name, false);
        }
        Map<String, Boolean> byPath = new LinkedHashMap<>(byId);
        byPath.put("method.request.path.entity_id", true);
        byId.put("method.request.querystring.id", true);
        AuthorizationType authorization = open ? AuthorizationType.NONE : AuthorizationType.IAM;
        Resource entityType =
                rest.getRoot().addResource("api").addResource("activity").addResource("{entity_type}");
        entityType.addMethod("GET", integration, method(authorization, validator, byId));
        entityType.addResource("{entity_id}").addMethod("GET", integration, method(authorization, validator, byPath));
        return rest;
    }

    private static MethodOptions method(
            AuthorizationType authorization, RequestValidator validator, Map<String, Boolean> parameters) {
        return MethodOptions.builder()
                .authorizationType(authorization)
                .requestValidator(validator)
                .requestParameters(parameters)
                .build();
    }

    /** By which other services find this one. */
    private void publishParameters() {
        parameter("api-endpoint", endpoint());
        parameter("event-bus-name", bus.getEventBusName());
        parameter("event-bus-arn", bus.getEventBusArn());
    }

    private void parameter(String name, String value) {
        StringParameter.Builder.create(this, "Parameter-" + name)
                .parameterName("/" + props.env() + "/" + SERVICE + "/" + name)
                .stringValue(value)
                .simpleName(false)
                .build();
    }

    private void alarms() {
        String sqs = "AWS/SQS";
        String visible = "ApproximateNumberOfMessagesVisible";
        alarm("dead-letters", "Messages could not be recorded: see the redrive section of docs/deploy.md", sqs, visible)
                .dimensions(List.of(dimension("QueueName", deadLetters.getQueueName())))
                .statistic("Maximum")
                .period(60)
                .threshold(0)
                .build();
        alarm("undelivered", "Rules could not deliver events: see the redrive section of docs/deploy.md", sqs, visible)
                .dimensions(List.of(dimension("QueueName", ruleDeadLetters.getQueueName())))
                .statistic("Maximum")
                .period(60)
                .threshold(0)
                .build();
        alarm("message-age", "The queue is not being emptied", sqs, "ApproximateAgeOfOldestMessage")
                .dimensions(List.of(dimension("QueueName", queue.getQueueName())))
                .statistic("Maximum")
                .period(60)
                .threshold(props.messageAgeAlarm())
                .build();
        for (String verb : List.of("Record", "Find")) {
            String function = name(verb + "Activities");
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
                .dimensions(List.of(dimension("ApiName", name("api")), dimension("Stage", props.env())))
                .statistic("Sum")
                .period(300)
                .threshold(0)
                .build();
    }

    private CfnAlarm.Builder alarm(String name, String description, String namespace, String metric) {
        List<String> actions = props.alarmTopicArn() == null ? List.of() : List.of(props.alarmTopicArn());
        return CfnAlarm.Builder.create(this, "Alarm-" + name)
                .alarmName(name(name))
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
        String record = name("RecordActivities");
        String find = name("FindActivities");
        List<Object> widgets = List.of(
                widget(
                        0,
                        0,
                        "Queue: messages waiting and the oldest one's age (seconds)",
                        "Maximum",
                        List.of(
                                List.of(sqs, "ApproximateNumberOfMessagesVisible", "QueueName", name("activity-queue")),
                                List.of(sqs, "ApproximateAgeOfOldestMessage", "QueueName", name("activity-queue")))),
                widget(
                        12,
                        0,
                        "Dead letters: not recorded, not delivered",
                        "Maximum",
                        List.of(
                                List.of(sqs, "ApproximateNumberOfMessagesVisible", "QueueName", name("activity-dlq")),
                                List.of(
                                        sqs,
                                        "ApproximateNumberOfMessagesVisible",
                                        "QueueName",
                                        name("activity-rule-dlq")))),
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
                                List.of("AWS/ApiGateway", "Count", "ApiName", name("api"), "Stage", props.env()),
                                List.of("AWS/ApiGateway", "4XXError", "ApiName", name("api"), "Stage", props.env()),
                                List.of("AWS/ApiGateway", "5XXError", "ApiName", name("api"), "Stage", props.env()))));
        CfnDashboard.Builder.create(this, "Dashboard")
                .dashboardName(name("dashboard"))
                .dashboardBody(stack().toJsonString(Map.of("widgets", widgets)))
                .build();
    }

    private Map<String, Object> widget(int x, int y, String title, String statistic, List<List<String>> metrics) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", title);
        properties.put("region", stack().getRegion());
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

    private void outputs() {
        output("ApiEndpoint", endpoint());
        output("EventBusName", bus.getEventBusName());
        output("EventBusArn", bus.getEventBusArn());
        output("QueueUrl", queue.getQueueUrl());
        output("DeadLetterQueueUrl", deadLetters.getQueueUrl());
        output("RuleDeadLetterQueueUrl", ruleDeadLetters.getQueueUrl());
        output("TableName", table.getTableName());
        if (props.apiAccess() == ApiAccess.OPEN_TO_THE_INTERNET) {
            output("Warning", "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline.");
        }
    }

    private void output(String name, String value) {
        // In the stack's own scope the output's name is the one given, without a path and a digest.
        CfnOutput.Builder.create(this, "Output" + name).value(value).build().overrideLogicalId(name);
    }

    private String endpoint() {
        return "https://" + api.getRestApiId() + ".execute-api." + stack().getRegion() + "." + stack().getUrlSuffix()
                + "/" + props.env();
    }

    private LogGroup logGroup(String id, String name) {
        return LogGroup.Builder.create(this, id)
                .logGroupName(name)
                .retention(props.logRetention())
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    private static PolicyStatement allow(String sid, List<String> actions, String resource) {
        return PolicyStatement.Builder.create()
                .sid(sid)
                .effect(Effect.ALLOW)
                .actions(actions)
                .resources(List.of(resource))
                .build();
    }

    private static PolicyDocument policy(PolicyStatement... statements) {
        return PolicyDocument.Builder.create()
                .statements(List.of(statements))
                .minimize(false)
                .build();
    }

    private String name(String part) {
        return SERVICE + "-" + part + "-" + props.env();
    }

    /** Roles belong to an account and not to a region: their names tell regions apart. */
    private String roleName(String part) {
        return name(part) + "-" + stack().getRegion();
    }

    private String arn(String service, String name) {
        return "arn:" + stack().getPartition() + ":" + service + ":" + stack().getRegion() + ":" + stack().getAccount()
                + ":" + name;
    }

    private Stack stack() {
        return Stack.of(this);
    }

    private Path stagingFolder() {
        return Path.of(
                Objects.requireNonNull(Stage.of(this), "a construct has a stage")
                        .getOutdir(),
                "package");
    }
}
