package dev.activityservice.aws.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the code of {@code docs/telemetry.md} that makes a link. */
class LinkExampleTest {

    @Test
    void the_code_of_the_page_links_a_message_to_its_producer() {
        Recording recording = new Recording();
        Tracer tracer = recording.openTelemetry().getTracer("example");
        Map<String, String> headers = Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        TextMapGetter<Map<String, String>> getter = (carrier, key) -> carrier == null ? null : carrier.get(key);
        String queue = "activity-queue";

        // example: link
        Context producer = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, getter);
        Span span = tracer.spanBuilder("process " + queue)
                .setSpanKind(SpanKind.CONSUMER)
                .addLink(Span.fromContext(producer).getSpanContext())
                .startSpan();
        // end
        span.end();

        SpanData message = recording.spans().get(0);
        assertThat(message.getParentSpanContext().isValid()).isFalse();
        assertThat(message.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(link.getSpanContext().getSpanId()).isEqualTo("00f067aa0ba902b7");
        });
    }

    @Test
    void the_page_shows_the_code_of_this_test() throws IOException {
        String page = Files.readString(Path.of("../docs/telemetry.md"));
        String source =
                Files.readString(Path.of("src/test/java/dev/activityservice/aws/telemetry/LinkExampleTest.java"));

        assertThat(blocks(page, "(?s)```java\n(.*?)```"))
                .isEqualTo(blocks(source, "(?s)// example: \\w+\n(.*?) *// end"));
    }

    private static List<String> blocks(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(block -> block.group(1).stripTrailing().stripIndent())
                .toList();
    }
}
