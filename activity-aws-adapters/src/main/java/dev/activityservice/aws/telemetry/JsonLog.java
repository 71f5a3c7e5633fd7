package dev.activityservice.aws.telemetry;

import dev.activityservice.text.Quoted;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines. Each line is a JSON object in printable ASCII. Values are truncated and escaped, so that external data cannot end
 * a line, control a terminal or make a log large. An exception is logged by class and stack, without its message, because a message
 * may quote data. A line has no timestamp, because Lambda adds one. Thread-safe if the sink is.
 *
 * <p>Not for users. It is public only because both driving adapters and the functions write log lines, and Java has no visibility
 * for several packages. No public signature contains it, and {@code AdaptersArchitectureTest} checks this.
 */
public final class JsonLog {

    private static final int MAX_VALUE_CHARS = 200;
    private static final int MAX_STACK_FRAMES = 12;
    private static final int MAX_CAUSES = 4;

    private final Consumer<String> sink;

    private JsonLog(Consumer<String> sink) {
        this.sink = sink;
    }

    /**
     * Returns a log that writes to a sink.
     *
     * @param sink receives each line, without a line terminator
     */
    public static JsonLog to(Consumer<String> sink) {
        return new JsonLog(sink);
    }

    /** The levels, by the names that Lambda's log filter uses. */
    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    /** Starts a line with the ids of the current span, if one exists. */
    public Line line(Level level, String event) {
        return line(level, event, Span.current().getSpanContext());
    }

    /** Starts a line with the ids of a span, if it is valid. */
    public Line line(Level level, String event, SpanContext span) {
        Line line = new Line().with("level", level.name()).with("event", event);
        return span.isValid() ? line.with("trace_id", span.getTraceId()).with("span_id", span.getSpanId()) : line;
    }

    /** A line that is not written yet; not thread-safe. */
    public final class Line {

        private final StringBuilder out = new StringBuilder(160);

        private Line() {}

        /** Adds a field, unless the value is null. */
        public Line with(String name, @Nullable String value) {
            return with(name, value, MAX_VALUE_CHARS);
        }

        /** Adds a field that is truncated to {@code maxChars} characters, unless the value is null. */
        public Line with(String name, @Nullable String value, int maxChars) {
            if (value != null) {
                name(name);
                Quoted.appendAscii(out, value, maxChars);
            }
            return this;
        }

        public Line with(String name, long value) {
            name(name);
            out.append(value);
            return this;
        }

        /** Adds the classes and stacks of an exception and of its causes, unless it is null. */
        public Line with(@Nullable Throwable failure) {
            if (failure == null) {
                return this;
            }
            with("error", failure.getClass().getName());
            StringBuilder stack = new StringBuilder();
            Throwable each = failure;
            for (int i = 0; each != null && i < MAX_CAUSES; i++) {
                stack.append(i == 0 ? "" : "caused by " + each.getClass().getName() + " ");
                StackTraceElement[] frames = each.getStackTrace();
                for (int f = 0; f < Math.min(frames.length, MAX_STACK_FRAMES); f++) {
                    stack.append("at ").append(frames[f]).append(' ');
                }
                each = each.getCause();
            }
            name("stack");
            Quoted.appendAscii(out, stack.toString().trim(), MAX_VALUE_CHARS * MAX_STACK_FRAMES * MAX_CAUSES);
            return this;
        }

        public void write() {
            sink.accept(out.append('}').toString());
        }

        private void name(String name) {
            out.append(out.length() == 0 ? '{' : ',').append('"').append(name).append("\":");
        }
    }
}
