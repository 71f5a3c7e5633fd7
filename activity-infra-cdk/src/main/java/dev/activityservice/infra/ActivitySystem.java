package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * The whole system as one construct: a bus with one rule per event type of the catalog, the queue and its dead-letter queues,
 * the table, the two functions, the API, and what watches over them. One per environment, account and region, for its
 * resources have fixed names. Its parts are open for a stack of one's own to extend. Not thread-safe, as no construct is.
 */
public final class ActivitySystem extends Construct {

    private final Messaging messaging;
    private final Table table;
    private final Functions functions;
    private final Api api;

    /** Throws {@link dev.activityservice.catalog.InvalidCatalogException} if the catalog has faults. */
    public ActivitySystem(Construct scope, String id, ActivitySystemProps props) {
        super(scope, id);
        Catalog catalog = Catalog.read(props.catalog());
        Names names = new Names(this, props.env());
        // Each part creates its resources in this construct's own scope, so that a resource's logical id does not
        // depend on the part.
        messaging = new Messaging(this, names, props);
        table = table(names.name("activities"), props.production());
        new Subscriptions(this, names, messaging, Subscription.of(catalog), props.integrated());
        Path functionsPackage = FunctionPackage.write(props.functionsJar(), catalog, stagingFolder());
        functions = new Functions(this, names, props, functionsPackage, table, messaging.queue());
        api = new Api(this, names, props, functions.find());
        new Outputs(this, names, props, messaging, table, api);
        if (props.archiveDays() > 0) {
            messaging.archive(props.archiveDays());
        }
        new Watch(this, names, props, messaging);
        Tags.of(this).add("Service", Names.SERVICE);
        Tags.of(this).add("Environment", props.env());
    }

    /** Where producers publish. */
    public EventBus bus() {
        return messaging.bus();
    }

    /** What the rules fill and the record function empties. */
    public Queue queue() {
        return messaging.queue();
    }

    /** Messages that could not be recorded. */
    public Queue deadLetterQueue() {
        return messaging.deadLetters();
    }

    /** Events that a rule could not deliver. */
    public Queue ruleDeadLetterQueue() {
        return messaging.ruleDeadLetters();
    }

    public Table table() {
        return table;
    }

    /** The alias that the queue calls. */
    public Alias recordFunction() {
        return functions.record();
    }

    /** The alias that the API calls. */
    public Alias findFunction() {
        return functions.find();
    }

    public RestApi api() {
        return api.rest();
    }

    private Table table(String name, boolean production) {
        // The keys are those of the adapters' ActivityTable; a test compares them.
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
                .encryption(TableEncryption.AWS_MANAGED)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(production)
                .removalPolicy(production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
    }

    private Path stagingFolder() {
        return Path.of(
                Objects.requireNonNull(Stage.of(this), "a construct has a stage")
                        .getOutdir(),
                "package");
    }
}
