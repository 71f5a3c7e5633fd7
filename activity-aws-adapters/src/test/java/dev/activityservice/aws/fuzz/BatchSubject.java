package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The invocation of the record function. An {@link IllegalArgumentException} is expected if the input is not an SQS event. */
final class BatchSubject implements Subject<byte[], String> {

    @Override
    public byte[] prepare(byte[] input) {
        return input;
    }

    @Override
    public String run(byte[] input) {
        ActivityService service = ActivityService.builder(InMemoryActivityStore.create())
                .clock(() -> Fixtures.TEN_O_CLOCK)
                .build();
        SqsBatchHandler handler = SqsBatchHandler.builder(service)
                .observer(BatchObserver.logging(BatchSubject::checkLine, true))
                .clock(() -> Fixtures.TEN_O_CLOCK)
                .build();
        return Invocations.invoke(new SqsStreamHandler(handler, Duration.ofMillis(500)), input);
    }

    @Override
    public void check(byte[] input, String answer) {
        if (!answer.equals(Invocations.NO_EVENT)) {
            assertThat(hasNoMessages(input)).as("acknowledged without messages").isFalse();
            JsonObject response = SecondParser.parseObject(answer);
            assertThat(response.keySet()).containsExactly("batchItemFailures");
            assertThat(response.getJsonArray("batchItemFailures"))
                    .doesNotHaveDuplicates()
                    .allSatisfy(failure -> assertThat(failure.asJsonObject().getString("itemIdentifier"))
                            .isNotBlank());
        }
    }

    /** Returns true if the second parser finds no element in {@code Records}; false if it cannot tell. */
    private static boolean hasNoMessages(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        // The parsers disagree about duplicate keys, whose names may also be escaped.
        if (text.split("Records", -1).length > 2 || text.contains("\\u") || !SecondParser.accepts(text)) {
            return false;
        }
        JsonValue document = SecondParser.parse(text);
        return !(document instanceof JsonObject event)
                || !(event.get("Records") instanceof JsonArray records)
                || records.isEmpty();
    }

    /** A real record has at least 500 bytes. A short input could contain many records, whose processing costs more. */
    @Override
    public int size(byte[] input, byte[] prepared) {
        int records = new String(input, StandardCharsets.ISO_8859_1).split("\"messageId\"", -1).length - 1;
        return input.length + 500 * records;
    }

    private static void checkLine(String line) {
        assertThat(line.chars().allMatch(c -> c >= ' ' && c < 0x7f)).as(line).isTrue();
        // Invalid data never causes a line of level ERROR.
        assertThat(line).doesNotContain("\"level\":\"ERROR\"");
    }
}
