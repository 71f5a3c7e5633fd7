package dev.activityservice.infra;

import dev.activityservice.infra.FunctionEnvironment.Verb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
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
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The two functions with their roles, log groups and aliases, and the mapping from the queue to the record function. */
final class Functions {

    private static final String ALIAS_NAME = "live";
    /** AWS account of Datadog in the commercial partition, which publishes the layers. */
    private static final String DATADOG_ACCOUNT = "464622532012";

    private final Construct scope;
    private final Names names;
    private final ActivitySystemProps props;
    private final Code code;
    private final Table table;
    private final @Nullable IKey key;
    private final Alias record;
    private final Alias find;

    Functions(
            Construct scope,
            Names names,
            ActivitySystemProps props,
            Path functionsPackage,
            Table table,
            Queue queue,
            @Nullable IKey key) {
        this.scope = scope;
        this.names = names;
        this.props = props;
        this.table = table;
        this.key = key;
        code = Code.fromAsset(functionsPackage.toString());
        record = recordFunction(queue);
        find = findFunction();
    }

    /** Returns the alias of the record function. The queue invokes it. */
    Alias record() {
        return record;
    }

    /** Returns the alias of the query function. The API invokes it. */
    Alias find() {
        return find;
    }

    private Alias recordFunction(Queue queue) {
        List<PolicyStatement> grants = List.of(
                Policies.allow("Write", List.of("dynamodb:BatchWriteItem", "dynamodb:UpdateItem"), table.getTableArn()),
                Policies.allow(
                        "Consume",
                        List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                        queue.getQueueArn()));
        Alias alias = function(
                Verb.RECORD,
                "Records activities",
                props.recordMemory(),
                props.recordTimeout(),
                withKey(grants, List.of("dynamodb", "sqs")));
        // A low-level construct, because the high-level construct uses the names of function and alias instead of the
        // alias's ARN.
        CfnEventSourceMapping.Builder.create(scope, "RecordMapping")
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

    private Alias findFunction() {
        List<PolicyStatement> grants =
                List.of(Policies.allow("Read", List.of("dynamodb:Query", "dynamodb:GetItem"), table.getTableArn()));
        return function(
                Verb.FIND,
                "Finds activities",
                props.findMemory(),
                props.findTimeout(),
                withKey(grants, List.of("dynamodb")));
    }

    /**
     * Adds what a role needs for resources that are encrypted with the key. DynamoDB and SQS decrypt their data keys on behalf of the caller.
     * Lambda and CloudWatch Logs have their own permission.
     */
    private List<PolicyStatement> withKey(List<PolicyStatement> grants, List<String> services) {
        List<PolicyStatement> statements = new ArrayList<>(grants);
        if (key != null) {
            statements.add(Policies.decryptThrough(
                    services.stream().map(names::endpoint).toList(), key.getKeyArn()));
        }
        return statements;
    }

    private Alias function(Verb which, String description, int memory, int timeout, List<PolicyStatement> grants) {
        String verb = which.text();
        String functionName = names.function(verb);
        List<PolicyStatement> statements = new ArrayList<>(grants);
        Map<String, String> environment = new TreeMap<>(props.environment());
        environment.putAll(FunctionEnvironment.of(which, PropertyValues.of(props)::get, table.getTableName()));
        String logs = names.arn("logs", "log-group:/aws/lambda/" + functionName);
        LogGroup group = null;
        Datadog datadog = props.datadog();
        if (datadog == null) {
            group = Watch.logGroup(scope, verb + "Logs", "/aws/lambda/" + functionName, props.logRetention(), key);
            statements.add(Policies.allow("Log", List.of("logs:CreateLogStream", "logs:PutLogEvents"), logs + ":*"));
        } else {
            statements.add(
                    Policies.allow("DatadogKey", List.of("secretsmanager:GetSecretValue"), datadog.apiKeySecretArn()));
            statements.add(PolicyStatement.Builder.create()
                    .sid("DatadogHasTheLogs")
                    .effect(Effect.DENY)
                    .actions(List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"))
                    .resources(List.of(logs, logs + ":*"))
                    .build());
        }
        Function function = Function.Builder.create(scope, verb + "Function")
                .functionName(functionName)
                .description(description + ", version " + props.version())
                .runtime(Runtime.JAVA_21)
                .architecture(props.architecture())
                .handler("dev.activityservice.aws.lambda." + verb + "ActivitiesFunction::handleRequest")
                .code(code)
                .memorySize(memory)
                .timeout(Duration.seconds(timeout))
                .environment(environment)
                .environmentEncryption(key)
                .layers(layers(verb))
                .logGroup(group)
                .snapStart(props.snapStart() ? SnapStartConf.ON_PUBLISHED_VERSIONS : null)
                .currentVersionOptions(VersionOptions.builder()
                        .removalPolicy(RemovalPolicy.RETAIN)
                        .build())
                .role(Role.Builder.create(scope, verb + "Role")
                        .roleName(names.roleName(verb + "Activities"))
                        .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                        .inlinePolicies(
                                Map.of(verb.equals("Record") ? "record" : "find", Policies.document(statements)))
                        .build()
                        .withoutPolicyUpdates())
                .build();
        // The tags of Datadog's unified service tagging. The team is one of the tags of all resources.
        Tags.of(function).add("service", names.service());
        Tags.of(function).add("env", props.env());
        Tags.of(function).add("version", props.version());
        Annotations.of(function)
                .acknowledgeWarning("@aws-cdk/aws-lambda:snapStartRequirePublish", "The alias publishes a version.");
        return Alias.Builder.create(scope, verb + "Alias")
                .aliasName(ALIAS_NAME)
                .version(function.getCurrentVersion())
                .build();
    }

    private List<ILayerVersion> layers(String verb) {
        List<String> arns = new ArrayList<>();
        Datadog datadog = props.datadog();
        if (datadog != null) {
            String extension =
                    props.architecture().getName().equals("arm64") ? "Datadog-Extension-ARM" : "Datadog-Extension";
            arns.add(names.layerArn(DATADOG_ACCOUNT, "dd-trace-java", datadog.tracerLayerVersion()));
            arns.add(names.layerArn(DATADOG_ACCOUNT, extension, datadog.extensionLayerVersion()));
        }
        if (props.openTelemetry() != null) {
            arns.addAll(props.openTelemetry().layerArns());
        }
        List<ILayerVersion> layers = new ArrayList<>();
        for (int i = 0; i < arns.size(); i++) {
            layers.add(LayerVersion.fromLayerVersionArn(scope, verb + "Layer" + i, arns.get(i)));
        }
        return layers;
    }
}
