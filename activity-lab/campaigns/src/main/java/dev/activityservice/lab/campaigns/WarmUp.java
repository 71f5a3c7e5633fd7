package dev.activityservice.lab.campaigns;

import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a function records before its first delivery: one that has just started spends its time on loading classes, between the
 * look at its deadline and the request, too.
 */
final class WarmUp {

    static final String USER = "warm-up";

    /** One event with a time of its own, and one whose time must be pinned. */
    static final String BATCH =
            "{\"Records\":[" + record("1", "\"time\":\"2026-01-05T10:00:00Z\",") + "," + record("2", "") + "]}";

    private WarmUp() {}

    static void of(RecordActivitiesFunction function) throws IOException {
        function.handleRequest(
                new ByteArrayInputStream(BATCH.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new LambdaContext("record", "warm-up", Clients.REGION, Duration.ofMinutes(1), System::nanoTime));
    }

    private static String record(String number, String time) {
        return """
                {"messageId":"warm-up-%1$s","attributes":{"SentTimestamp":"1767607200000"},"body":"{\\"specversion\\":\\"1.0\\",\
                \\"id\\":\\"warm-up-%1$s\\",\\"source\\":\\"warm-up\\",%2$s\
                \\"type\\":\\"users.userCreated.v1\\",\\"data\\":{\\"userId\\":\\"%3$s\\"}}"}""".formatted(number, time.replace("\"", "\\\""), USER);
    }
}
