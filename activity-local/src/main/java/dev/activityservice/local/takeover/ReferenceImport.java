package dev.activityservice.local.takeover;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Imports the rows of the Python service's table into a store. Use an instance once. Not thread-safe.
 *
 * <p>Implementation note: an activity depends only on its row, on the ARN of the table and on the retention of the catalog. Its key in
 * the new table follows from these. A repeated import therefore writes the same items again, and an interrupted one may continue
 * before the row at which it stopped. The checkpoint follows the write of a page, so that no row is skipped.
 */
final class ReferenceImport {

    /** Maximum rows of a page, so that an interruption repeats little work. */
    private static final int PAGE_ROWS = 1_000;

    /** How often the rows that the store could not take are written again, before the import stops. */
    private static final int MAX_WRITES = 5;

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /** How far apart the two services may date one event. The old table has the second at which it was published. */
    static final Duration MATCH_TOLERANCE = Duration.ofSeconds(60);

    /** Maximum number of recorded activities that one row is compared with. */
    private static final int MAX_COMPARED = 1_000;

    /**
     * The rows to import.
     *
     * @param before the cut-over: rows from this time on are not imported
     * @param recordingSince when the new service began to record, perhaps only some types. Rows from then on are compared with what it
     *     recorded; null to compare none
     */
    record Range(Instant before, @Nullable Instant recordingSince) {}

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String tableArn;
    private final ActivityStore store;
    private final ActivityCatalog catalog;
    private final Range range;
    private final Instant now;
    private final boolean dryRun;
    private final Pace pace;
    private final Consumer<String> out;
    private ImportCounts counts = new ImportCounts();

    ReferenceImport(
            DynamoDbClient dynamoDb,
            String table,
            String tableArn,
            ActivityStore store,
            ActivityCatalog catalog,
            Range range,
            Instant now,
            boolean dryRun,
            Pace pace,
            Consumer<String> out) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.tableArn = tableArn;
        this.store = store;
        this.catalog = catalog;
        this.range = range;
        this.now = now;
        this.dryRun = dryRun;
        this.pace = pace;
        this.out = out;
    }

    /**
     * Limits the speed.
     *
     * @param rowsPerSecond maximum rows in a second; 0 for no limit
     */
    record Pace(int rowsPerSecond) {

        private int page() {
            return rowsPerSecond == 0 ? PAGE_ROWS : Math.min(PAGE_ROWS, rowsPerSecond);
        }

        private void pass(int rows) throws InterruptedException {
            if (rowsPerSecond > 0) {
                TimeUnit.NANOSECONDS.sleep(rows * TimeUnit.SECONDS.toNanos(1) / rowsPerSecond);
            }
        }
    }

    /** Reads all rows, and imports those of the range. */
    ImportCounts run(Checkpoint checkpoint) throws InterruptedException {
        Map<String, AttributeValue> last = dryRun ? Map.of() : resume(checkpoint);
        do {
            ScanResponse page = scan(last);
            process(page.items());
            last = page.lastEvaluatedKey();
            if (!dryRun && !last.isEmpty()) {
                checkpoint.write(new Checkpoint.State(
                        Objects.requireNonNull(last.get(ReferenceRow.PARTITION_KEY))
                                .s(),
                        Objects.requireNonNull(last.get(ReferenceRow.SORT_KEY)).s(),
                        counts));
            }
            if (!last.isEmpty()) {
                out.accept("  " + counts.line(dryRun));
            }
            pace.pass(page.items().size());
        } while (!last.isEmpty());
        if (!dryRun) {
            checkpoint.delete();
        }
        return counts;
    }

    private Map<String, AttributeValue> resume(Checkpoint checkpoint) {
        Checkpoint.State state = checkpoint.read();
        if (state == null) {
            return Map.of();
        }
        counts = state.counts();
        out.accept("Continuing the interrupted import after " + counts.read() + " rows, from " + checkpoint.file());
        return Map.of(
                ReferenceRow.PARTITION_KEY, AttributeValue.fromS(state.partitionKey()),
                ReferenceRow.SORT_KEY, AttributeValue.fromS(state.sortKey()));
    }

    /** Reads consistently, because the old service may have written the last rows a moment ago. */
    private ScanResponse scan(Map<String, AttributeValue> after) {
        return dynamoDb.scan(request -> request.tableName(table)
                .consistentRead(true)
                .limit(pace.page())
                .exclusiveStartKey(after.isEmpty() ? null : after));
    }

    private void process(List<Map<String, AttributeValue>> items) {
        List<ReferenceRow> rows = new ArrayList<>();
        List<Activity> activities = new ArrayList<>();
        for (Map<String, AttributeValue> item : items) {
            ReferenceRow row = new ReferenceRow(item);
            ReferenceRow.Result result = row.read(tableArn);
            if (result instanceof ReferenceRow.Result.Refused refused) {
                refuse(row, refused.rejection());
            } else if (result instanceof ReferenceRow.Result.Accepted accepted) {
                Activity activity = withRetention(accepted.activity());
                ImportCounts.Result skipped = skipped(activity);
                if (skipped == null) {
                    rows.add(row);
                    activities.add(activity);
                } else {
                    counts.add(skipped);
                }
            }
        }
        List<Written> written = dryRun ? check(activities) : write(activities);
        for (int i = 0; i < activities.size(); i++) {
            if (written.get(i) instanceof Written.Rejected rejected) {
                refuse(rows.get(i), rejected.rejection());
            } else {
                counts.addImported(activities.get(i).type());
            }
        }
    }

    /** Returns why the activity is not written; null to write it. */
    private ImportCounts.@Nullable Result skipped(Activity activity) {
        if (!activity.time().isBefore(range.before())) {
            return ImportCounts.Result.LATER;
        }
        Instant expiry = activity.expiresAt();
        if (expiry != null && !expiry.isAfter(now)) {
            return ImportCounts.Result.EXPIRED;
        }
        Instant recordingSince = range.recordingSince();
        return recordingSince != null && !activity.time().isBefore(recordingSince) && isRecorded(activity)
                ? ImportCounts.Result.RECORDED
                : null;
    }

    /** Returns whether the new service recorded an activity of the same entity and type at about the same time. */
    private boolean isRecorded(Activity activity) {
        ActivityQuery query = ActivityQuery.builder(activity.entity())
                .from(activity.time().minus(MATCH_TOLERANCE))
                .until(activity.time().plus(MATCH_TOLERANCE))
                .build();
        try {
            Slice slice = store.read(
                    new SliceRequest(query, null, MAX_COMPARED), Deadline.after(READ_TIMEOUT, System::nanoTime));
            return slice.items().stream()
                    .anyMatch(each -> each.type().equals(activity.type())
                            && !each.identity().source().startsWith(ReferenceRow.SOURCE_PREFIX));
        } catch (StoreUnavailableException e) {
            throw new CommandException("Cannot read the new table: " + e.getMessage() + ". " + continues(), e);
        }
    }

    private Activity withRetention(Activity activity) {
        Duration retention = catalog.retention(activity.type());
        return retention == null
                ? activity
                : Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                        .retention(retention)
                        .build();
    }

    private List<Written> check(List<Activity> activities) {
        List<Written> results = new ArrayList<>(activities.size());
        for (Activity activity : activities) {
            Rejection rejection = store.check(activity);
            results.add(rejection == null ? Written.stored() : Written.rejected(rejection));
        }
        return results;
    }

    /** Writes all activities. Each result is final. */
    private List<Written> write(List<Activity> activities) {
        List<Written> results =
                new ArrayList<>(store.append(activities, Deadline.after(WRITE_TIMEOUT, System::nanoTime)));
        for (int attempt = 1; attempt < MAX_WRITES && retryable(results) != null; attempt++) {
            List<Integer> indexes = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i) instanceof Written.Retryable) {
                    indexes.add(i);
                }
            }
            List<Written> again = store.append(
                    indexes.stream().map(activities::get).toList(), Deadline.after(WRITE_TIMEOUT, System::nanoTime));
            for (int i = 0; i < indexes.size(); i++) {
                results.set(indexes.get(i), again.get(i));
            }
        }
        RetryReason reason = retryable(results);
        if (reason != null) {
            throw new CommandException("Cannot write to the new table: "
                    + reason.name().toLowerCase(Locale.ROOT) + " (the lines above name the cause). " + continues());
        }
        return results;
    }

    private static @Nullable RetryReason retryable(List<Written> results) {
        for (Written result : results) {
            if (result instanceof Written.Retryable retryable) {
                return retryable.reason();
            }
        }
        return null;
    }

    private String continues() {
        return dryRun ? "Repeat the command" : "Repeat the command: it continues after the last complete page";
    }

    private void refuse(ReferenceRow row, Rejection rejection) {
        counts.addRefused(rejection.code());
        out.accept("refused: " + rejection.code() + (rejection.pointer().isEmpty() ? "" : " at " + rejection.pointer())
                + ": " + TerminalText.message(rejection.message()) + " (" + row.describeKey() + ")");
    }
}
