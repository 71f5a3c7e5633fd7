package dev.activityservice.aws.driving.sqs;

import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.text.Quoted;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes the lines of {@link BatchObserver#metrics}. It writes the JSON itself, because a library would load its classes at the start of
 * each environment. {@code EmbeddedMetricsTest} checks the lines against the schema of the format.
 */
final class EmbeddedMetrics implements BatchObserver {

    private static final String DIMENSION = "Environment";

    /** CloudWatch's limit of a namespace and of a name (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html). */
    private static final int MAX_NAME_CHARS = 255;

    /** The metrics, in the order of a line. {@code docs/telemetry.md} explains them. */
    private enum Metric {
        RECORDED("Recorded", "Count"),
        REJECTED("Rejected", "Count"),
        EXPIRED("Expired", "Count"),
        IGNORED("Ignored", "Count"),
        RETRIED("Retried", "Count"),
        DELAY("DelayMs", "Milliseconds");

        private final String text;
        private final String definition;

        Metric(String text, String unit) {
            this.text = text;
            this.definition = "{\"Name\":\"" + text + "\",\"Unit\":\"" + unit + "\"}";
        }

        static Metric of(Kind kind) {
            return switch (kind) {
                case RECORDED -> RECORDED;
                case REJECTED -> REJECTED;
                case EXPIRED -> EXPIRED;
                case IGNORED, NO_ENTITY -> IGNORED;
                case RETRY -> RETRIED;
            };
        }
    }

    private final Consumer<String> lines;
    private final InstantSource clock;
    /** The text between the timestamp and the definitions of the metrics. */
    private final String directive;
    /** The text between the definitions and the values. */
    private final String dimension;

    EmbeddedMetrics(Consumer<String> lines, String namespace, String environment, InstantSource clock) {
        this.lines = lines;
        this.clock = clock;
        this.directive = ",\"CloudWatchMetrics\":[{\"Namespace\":" + quoted(namespace) + ",\"Dimensions\":[[\""
                + DIMENSION + "\"]],\"Metrics\":[";
        this.dimension = "]}]},\"" + DIMENSION + "\":" + quoted(environment);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        Quoted.appendAscii(out, text, MAX_NAME_CHARS);
        return out.toString();
    }

    @Override
    public void processed(List<ProcessedMessage> batch) {
        Instant now = clock.instant();
        Map<Metric, Long> values = new EnumMap<>(Metric.class);
        for (ProcessedMessage each : batch) {
            Metric metric = Metric.of(each.outcome().kind());
            values.merge(metric, 1L, Long::sum);
            Instant sent = each.message().metadata().sentTime();
            if (metric == Metric.RECORDED && sent != null && sent.isBefore(now)) {
                values.merge(Metric.DELAY, now.toEpochMilli() - sent.toEpochMilli(), Math::max);
            }
        }
        if (!values.isEmpty()) {
            lines.accept(line(now, values));
        }
    }

    private String line(Instant now, Map<Metric, Long> values) {
        StringBuilder definitions = new StringBuilder(240);
        StringBuilder members = new StringBuilder(80);
        values.forEach((metric, value) -> {
            definitions.append(definitions.isEmpty() ? "" : ",").append(metric.definition);
            members.append(",\"").append(metric.text).append("\":").append(value);
        });
        return "{\"_aws\":{\"Timestamp\":" + now.toEpochMilli() + directive + definitions + dimension + members + "}";
    }
}
