package dev.activityservice.local.takeover;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.command.AwsErrors;
import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.TerminalText;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Imports the history of the Python service: the command line of {@link ReferenceImport}. */
@Command(
        name = "import-reference",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Imports the activities of the Python service's table that are older than the cut-over. It only reads that table."
                        + " A repeated import writes the same items again. An interrupted import continues with the same command.",
        footer = {
            "",
            "Exit codes: 0 all rows before the cut-over are imported, 1 failed, 2 wrong options, 3 some rows were refused."
                    + " Through make, each code except 0 is 2."
        })
public final class ImportReferenceCommand implements Callable<Integer> {

    private static final int REFUSED_ROWS = 3;

    /** The names that the three deployments of the Python service give the table. The group is the environment. */
    private static final Pattern TABLE_OF_ENVIRONMENT = Pattern.compile("Activities-(.+)|.*-Cruddb-(.+)activities");

    private static final AwsErrors ERRORS = new AwsErrors(
            "--region",
            "a table does not exist: check --table, --to and --region",
            "dynamodb:DescribeTable and dynamodb:Scan on the old table, and dynamodb:DescribeTable, dynamodb:Query and"
                    + " dynamodb:BatchWriteItem on the new table",
            "repeat the command: it continues after the last complete page");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            required = true,
            description = "Table of the Python service, such as Activities-dev.")
    private String table = "";

    @Option(
            names = "--before",
            paramLabel = "TIME",
            required = true,
            description = "The cut-over: rows from this time on are not imported. With an offset, such as"
                    + " 2026-03-02T09:00:00Z.")
    private String before = "";

    @Option(
            names = "--recording-since",
            paramLabel = "TIME",
            description =
                    "When the deployment of the new service began. Rows from then on are not imported if the new table"
                            + " already has an activity of the same entity and type within 60 seconds.")
    private @Nullable String recordingSince;

    @Option(
            names = "--to",
            paramLabel = "NAME",
            description = "Table of the new service (default: ActivityService-activities-<environment of --table>).")
    private @Nullable String to;

    @Option(names = "--dry-run", description = "Only count the rows, and list those that would be refused.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "ROWS",
            defaultValue = "0",
            description = "Read at most so many rows in a second (default: no limit).")
    private int rate;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "File from which an interrupted import continues (default: import-<table>.checkpoint.json).")
    private @Nullable Path checkpoint;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Region of both tables (default: AWS_REGION or the profile).")
    private @Nullable String region;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Another endpoint of DynamoDB, such as http://127.0.0.1:8000 of the local stack.")
    private @Nullable URI endpoint;

    @Mixin
    private CatalogOption catalog = new CatalogOption();

    @Override
    public Integer call() throws InterruptedException {
        Instant now = InstantSource.system().instant();
        ReferenceImport.Range range = range(now);
        if (rate < 0) {
            throw new CommandException("The option --rate must be at least 0, not " + rate);
        }
        ActivityCatalog loaded = catalog.load();
        if (loaded.hasTenants()) {
            throw new CommandException(
                    "Cannot import with a catalog that has tenants: the rows of the Python service have no tenant");
        }
        String target = target();
        Consumer<String> out = spec.commandLine().getOut()::println;
        try (DynamoDbClient source = source();
                DynamoDbClient destination = destination(source)) {
            TableDescription from = describe(source, table, ReferenceRow.PARTITION_KEY, ReferenceRow.SORT_KEY);
            TableDescription into = describe(source, target, ActivityTable.PARTITION_KEY, ActivityTable.SORT_KEY);
            out.accept((dryRun ? "Dry run: nothing is written. " : "") + "From " + from.tableName() + " (about "
                    + from.itemCount() + " rows) to " + into.tableName() + ", rows before " + range.before());
            ReferenceImport run = new ReferenceImport(
                    source,
                    table,
                    from.tableArn(),
                    DynamoDbActivityStore.builder(destination, target).build(),
                    loaded,
                    range,
                    now,
                    dryRun,
                    new ReferenceImport.Pace(rate),
                    out);
            ImportCounts counts = run.run(new Checkpoint(
                    checkpoint == null ? Path.of("import-" + table + ".checkpoint.json") : checkpoint,
                    "from " + from.tableArn() + " to " + into.tableArn() + " before " + range.before()
                            + (range.recordingSince() == null ? "" : ", recording since " + range.recordingSince())
                            + ", catalog " + (catalog.location() == null ? "reference" : catalog.location())));
            return summarise(counts, out);
        } catch (SdkException e) {
            throw ERRORS.toException("import the rows", e);
        }
    }

    private int summarise(ImportCounts counts, Consumer<String> out) {
        counts.types().forEach((type, count) -> out.accept("  " + TerminalText.line(type) + "  " + count));
        out.accept((dryRun ? "Dry run: " : "Done: ")
                + counts.line(dryRun)
                + (counts.refusals().isEmpty() ? "." : " (" + counts.refusals() + ")."));
        return counts.of(ImportCounts.Result.REFUSED) == 0 ? 0 : REFUSED_ROWS;
    }

    private ReferenceImport.Range range(Instant now) {
        Instant cutOver = time("--before", before);
        if (cutOver.isAfter(now)) {
            throw new CommandException(
                    "The option --before must not be in the future, because the new service also records"
                            + " these events: it is " + cutOver + ", and the clock shows " + now);
        }
        Instant since = recordingSince == null ? null : time("--recording-since", recordingSince);
        if (since != null && !since.isBefore(cutOver)) {
            throw new CommandException(
                    "The option --recording-since must be before --before (" + cutOver + "), not " + since);
        }
        return new ReferenceImport.Range(cutOver, since);
    }

    private static Instant time(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CommandException(
                    "The option " + option + " must be a time with an offset, such as 2026-03-02T09:00:00Z, not "
                            + TerminalText.line(text),
                    e);
        }
    }

    private String target() {
        if (to != null) {
            return to;
        }
        Matcher matcher = TABLE_OF_ENVIRONMENT.matcher(table);
        if (!matcher.matches()) {
            throw new CommandException("Cannot find the table of the new service: the name " + TerminalText.line(table)
                    + " is not Activities-<environment>. Name the new table with --to");
        }
        return "ActivityService-activities-" + (matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    /** Returns a client that retries, because the import does not repeat a scan. */
    private DynamoDbClient source() {
        DynamoDbClientBuilder builder = DynamoDbClient.builder().httpClient(LocalClients.http());
        if (region != null) {
            builder.region(Region.of(region));
        }
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    /** Returns the client of the store, in the same region. */
    private DynamoDbClient destination(DynamoDbClient source) {
        return DynamoDbClients.create(
                source.serviceClientConfiguration().region(),
                endpoint == null
                        ? source.serviceClientConfiguration().endpointOverride().orElse(null)
                        : endpoint,
                DefaultCredentialsProvider.builder().build());
    }

    private static TableDescription describe(
            DynamoDbClient dynamoDb, String table, String partitionKey, String sortKey) {
        TableDescription found =
                dynamoDb.describeTable(request -> request.tableName(table)).table();
        List<String> keys =
                found.keySchema().stream().map(KeySchemaElement::attributeName).toList();
        if (!keys.equals(List.of(partitionKey, sortKey))) {
            throw new CommandException("Cannot use the table " + TerminalText.line(table) + ": expected the keys "
                    + partitionKey + " and " + sortKey + ", not " + TerminalText.line(String.join(" and ", keys)));
        }
        return found;
    }
}
