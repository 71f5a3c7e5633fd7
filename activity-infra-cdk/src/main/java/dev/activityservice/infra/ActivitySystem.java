package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.apigateway.IRestApi;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * The whole system as one construct: bus, rules, queue, dead-letter queues, table, functions, API, alarms and dashboard. The rules match
 * the event types of the catalog. The resources have fixed names, so an account can have one system per environment and region. The
 * accessors return the main resources, so that your stack can extend them. Not thread-safe, like all constructs.
 */
public final class ActivitySystem extends Construct {

    // Each part (Messaging, Subscriptions, Functions, Api, Outputs, Watch) creates its resources in the scope of this
    // construct. A logical
    // id therefore does not depend on the class that creates the resource. The Terraform module has one file for each
    // part. A test compares
    // the CDK, SAM and Terraform.

    private final Messaging messaging;
    private final Table table;
    private final Functions functions;
    private final Api api;

    /**
     * Creates all resources, and writes the functions' package into the output folder of the synthesis.
     *
     * @throws dev.activityservice.catalog.InvalidCatalogException if the catalog is invalid
     * @throws IllegalArgumentException if the catalog has tenants without a tenant claim, or the other way round. Also if the resource policy
     *     is invalid or does not fit the access, and if the event patterns of the catalog exceed a limit of EventBridge. The message contains
     *     the cure
     * @throws java.io.UncheckedIOException if the jar, the catalog or the resource policy cannot be read
     */
    public ActivitySystem(Construct scope, String id, ActivitySystemProps props) {
        super(scope, id);
        Catalog catalog = Catalog.read(props.catalog());
        ResourcePolicy policy = ResourcePolicy.read(props.apiResourcePolicy());
        PropertyValues.of(props).checkAccess(catalog.hasTenants(), policy);
        Names names = new Names(this, props.serviceName(), props.env());
        IKey key = props.kmsKeyArn() == null ? null : Key.fromKeyArn(this, "Key", props.kmsKeyArn());
        messaging = new Messaging(this, names, props, key);
        table = table(names.name("activities"), props.protectedData(), key);
        List<Subscription> subscriptions = Subscription.of(catalog, props.ruleBuckets());
        Path functionsPackage = FunctionPackage.write(
                props.functionsJar(), catalog, PackagedPolicy.read(props.readPolicy()), stagingFolder());
        functions = new Functions(this, names, props, functionsPackage, table, messaging.queue(), key);
        new Subscriptions(this, names, messaging, functions.record(), subscriptions).create(props.integrated());
        api = new Api(this, names, props, policy, functions.find(), key);
        new Outputs(this, names, props, messaging, table, api);
        if (props.archiveDays() > 0) {
            messaging.archive(props.archiveDays());
        }
        new Watch(this, names, props, messaging);
        getNode().addValidation(new LimitsValidation(this));
        props.tags().forEach((name, value) -> Tags.of(this).add(name, value));
        Tags.of(this).add("Service", props.serviceName());
        Tags.of(this).add("Environment", props.env());
    }

    /** Returns the bus that producers publish to. */
    public EventBus bus() {
        return messaging.bus();
    }

    /** Returns the queue that the rules send events to and the record function reads. */
    public Queue queue() {
        return messaging.queue();
    }

    /** Returns the queue for messages that the record function could not record. */
    public Queue deadLetterQueue() {
        return messaging.deadLetters();
    }

    /** Returns the queue for events that a rule could not deliver. */
    public Queue ruleDeadLetterQueue() {
        return messaging.ruleDeadLetters();
    }

    /** Returns the table of the activities. */
    public Table table() {
        return table;
    }

    /** Returns the alias of the record function. The queue invokes it. */
    public Alias recordFunction() {
        return functions.record();
    }

    /** Returns the alias of the query function. The API invokes it. */
    public Alias findFunction() {
        return functions.find();
    }

    /** Returns the REST API. Its methods are in its body, so a stack cannot add methods to it. */
    public IRestApi api() {
        return api.rest();
    }

    private Table table(String name, boolean isProtected, @Nullable IKey key) {
        // A test compares the keys with those of ActivityTable in the adapters.
        return Table.Builder.create(this, "Table")
                .tableName(name)
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
                .encryption(key == null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED)
                .encryptionKey(key)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(isProtected)
                .removalPolicy(isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
    }

    private Path stagingFolder() {
        return Path.of(
                Objects.requireNonNull(Stage.of(this), "Cannot find the stage of the construct")
                        .getOutdir(),
                "package");
    }
}
