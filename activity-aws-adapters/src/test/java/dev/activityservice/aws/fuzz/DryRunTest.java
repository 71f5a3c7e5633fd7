package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.LocalTable;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A dry run has the outcome of the queue: for all inputs of the corpora, and for random bodies. */
class DryRunTest {

    private static final long SEED = Long.getLong("activity.seed", System.nanoTime());
    private static final List<MessageMetadata> METADATA = List.of(
            MessageMetadata.none(),
            MessageMetadata.builder()
                    .messageId("m")
                    .sentTime(Instant.parse("2026-01-05T10:00:00Z"))
                    .attributes(Map.of("traceparent", "00-none", "_datadog", "[]"))
                    .build());

    @Test
    void each_input_of_the_corpora_has_the_outcome_of_recording_it() throws IOException {
        int bodies = 0;
        for (Target target : Target.values()) {
            for (Path input : target.inputs()) {
                String body = new String(LongInput.expand(Files.readAllBytes(input)), StandardCharsets.UTF_8);
                for (MessageMetadata metadata : METADATA) {
                    DryRuns.check(body, metadata);
                }
                bodies++;
            }
        }
        assertThat(bodies).isGreaterThan(150);
    }

    @Test
    void a_random_body_has_the_outcome_of_recording_it() {
        System.out.println("seed=" + SEED);
        Random random = new Random(SEED);
        Set<String> outcomes = new TreeSet<>();
        for (boolean strict : List.of(false, true)) {
            List<Message> messages = messages(random, 3_000);
            DryRuns.check(messages, DryRuns.CONFINED, strict, InMemoryActivityStore::create)
                    .forEach(outcome -> outcomes.add(nameOf(outcome)));
        }

        // Only the frequent ones, because the seed is new at each run.
        assertThat(outcomes)
                .as("seed %d", SEED)
                .contains(
                        "recorded",
                        "ignored",
                        "no_entity",
                        "rejected MALFORMED_JSON",
                        "rejected MISSING_FIELD",
                        "rejected DUPLICATE_KEY",
                        "rejected BAD_TIME",
                        "rejected UNKNOWN_TYPE",
                        "rejected NO_ENTITY");
    }

    @Test
    void a_random_body_has_the_outcome_of_recording_it_in_dynamodb() {
        System.out.println("seed=" + SEED);
        List<Message> messages = messages(new Random(SEED), 300);

        assertThat(DryRuns.check(
                        messages,
                        DryRuns.CONFINED,
                        false,
                        () -> DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME)
                                .build()))
                .as("seed %d", SEED)
                .anyMatch(Outcome.Recorded.class::isInstance)
                .noneMatch(Outcome.Retry.class::isInstance);
    }

    private static String nameOf(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? "rejected " + rejected.rejection().code()
                : outcome.kind().name().toLowerCase(Locale.ROOT);
    }

    private static List<Message> messages(Random random, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(new Message(body(random), METADATA.get(random.nextInt(METADATA.size()))));
        }
        return messages;
    }

    private static String body(Random random) {
        String type = one(
                random,
                "\"orders.orderCreated.v1\"",
                "\"orders.orderCreated.v1\"",
                "\"orders.shipped.v1\"",
                "\"tenants.created.v1\"",
                "\"other\"",
                "7",
                "null",
                "\" \"");
        String cloudEvent = object(
                random,
                "specversion",
                one(random, "\"1.0\"", "\"1.0\"", "\"1.0\"", "\"0.3\"", "null", "1"),
                "type",
                type,
                "id",
                one(random, "\"e-1\"", "\"e-1\"", "\"e-2\"", "7", "null"),
                "source",
                one(random, "\"http://dev.orders\"", "\"http://dev.orders\"", "\"evil\"", "null"),
                "time",
                time(random),
                "subject",
                one(random, "\"O-1\"", "null", "[]", "\"\""),
                "sequence",
                one(random, "1", "\"a\"", "{}"),
                "tenantid",
                one(random, "\"acme\"", "\"a/b\"", "7"),
                "_datadog",
                one(random, "{}", "\"{}\"", "[]"),
                random.nextBoolean() ? "data" : "data_base64",
                data(random));
        String body = switch (random.nextInt(4)) {
            case 0 -> cloudEvent;
            case 1 -> envelope(random, type, data(random));
            default -> envelope(random, type, cloudEvent);
        };
        if (random.nextInt(5) == 0) {
            body = object(random, "SystemMetadata", one(random, "{}", "[]"), "Data", body);
        }
        if (random.nextInt(4) == 0) {
            body = object(
                    random,
                    "Type",
                    "\"Notification\"",
                    "Message",
                    SecondParser.quote(body),
                    "MessageAttributes",
                    one(random, "{}", "[]", "{\"traceparent\":{\"Type\":\"String\",\"Value\":\"x\"}}"),
                    "Timestamp",
                    time(random));
        }
        return random.nextInt(20) == 0 ? body.substring(0, random.nextInt(body.length())) : body;
    }

    private static String envelope(Random random, String type, String detail) {
        return object(
                random,
                "detail-type",
                type,
                "source",
                one(random, "\"dev.orders\"", "\"dev.orders\"", "\"evil\"", "null"),
                "id",
                one(random, "\"i-1\"", "\"i-1\"", "{}"),
                "time",
                time(random),
                "detail",
                random.nextInt(6) == 0 ? SecondParser.quote(detail) : detail);
    }

    private static String data(Random random) {
        String data = object(
                random,
                "orderNumber",
                one(random, "\"O-1\"", "\"O-1\"", "7", "1.5", "null"),
                "id",
                "\"O-2\"",
                "userIds",
                one(random, "[\"U-1\",\"U-2\"]", "[1,2,3,4]", "\"U-1\"", "[{}]", "[]"),
                "total",
                one(random, "12.50", "\"" + "x".repeat(random.nextInt(500)) + "\"", "{\"a\":{}}"));
        return switch (random.nextInt(8)) {
            case 0 -> SecondParser.quote(data);
            case 1 -> "\"" + Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)) + "\"";
            case 2 -> one(random, "[]", "null", "7", "\"text\"", "true");
            default -> data;
        };
    }

    private static String time(Random random) {
        return one(
                random,
                "\"2026-01-05T09:00:00Z\"",
                "\"2026-01-05T09:00:00Z\"",
                "\"2026-01-05T09:00:00\"",
                "\"2026-01-05 09:00:00+01\"",
                "\"2020-01-05T09:00:00Z\"",
                "\"2030-01-05T09:00:00Z\"",
                "\"0001-01-01T00:00:00Z\"",
                "\"yesterday\"",
                "7",
                "null");
    }

    /** Returns the first value in most cases. It is valid, so that many bodies have few faults. */
    private static String one(Random random, String... values) {
        return values[random.nextInt(3) > 0 ? 0 : random.nextInt(values.length)];
    }

    /** Leaves out a member rarely, and repeats one rarely. */
    private static String object(Random random, String... members) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < members.length; i += 2) {
            int times = switch (random.nextInt(40)) {
                case 0, 1, 2 -> 0;
                case 3 -> 2;
                default -> 1;
            };
            for (int t = 0; t < times; t++) {
                out.append(out.length() == 1 ? "" : ",")
                        .append('"')
                        .append(members[i])
                        .append("\":")
                        .append(members[i + 1]);
            }
        }
        return out.append('}').toString();
    }
}
