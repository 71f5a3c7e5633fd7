package dev.activityservice.aws.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines, each one JSON object in printable ASCII. Values are cut and escaped, so that nothing from outside can end a
 * line, colour a terminal or grow a log without bound. Exceptions are logged by class and stack, never by message: messages may
 * quote data. Thread-safe if the sink is.
 *
 * <p>There is no time in a line, for Lambda stamps each one that it receives.
 */
public final class JsonLog {

    private static final int MAX_VALUE = 200;
    private static final int MAX_FRAMES = 12;
    private static final int MAX_CAUSES = 4;

    private final Consumer<String> sink;

    private JsonLog(Consumer<String> sink) {
        this.sink = sink;
    }

    /** @param sink takes each line, without its line end */
    public static JsonLog to(Consumer<String> sink) {
        return new JsonLog(sink);
    }

    /** The levels that Lambda's log filter knows. */
    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    /** Begins a line, with the ids of the current span if there is one. */
    public Line line(Level level, String event) {
        return line(level, event, Span.current().getSpanContext());
    }

    /** Begins a line, with the ids of a span if it is valid. */
    public Line line(Level level, String event, SpanContext span) {
        Line line = new Line().with("level", level.name()).with("event", event);
        return span.isValid() ? line.with("trace_id", span.getTraceId()).with("span_id", span.getSpanId()) : line;
    }

    /** A line that is being written; not thread-safe. */
    public final class Line {

        private final StringBuilder out = new StringBuilder(160);

        private Line() {}

        /** Leaves the field out if the value is null. */
        public Line with(String name, @Nullable String value) {
            if (value != null) {
                name(name);
                quote(out, value, MAX_VALUE);
            }
            return this;
        }

        public Line with(String name, long value) {
            name(name);
            out.append(value);
            return this;
        }

        /** Class and stack of a failure and of its causes. */
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
                for (int f = 0; f < Math.min(frames.length, MAX_FRAMES); f++) {
                    stack.append("at ").append(frames[f]).append(' ');
                }
                each = each.getCause();
            }
            name("stack");
            quote(out, stack.toString().trim(), MAX_VALUE * MAX_FRAMES * MAX_CAUSES);
            return this;
        }

        public void write() {
            sink.accept(out.append('}').toString());
        }

        private void name(String name) {
            out.append(out.length() == 0 ? '{' : ',').append('"').append(name).append("\":");
        }
    }

    /** The value as a JSON string in printable ASCII, cut to {@code maxChars} characters: also for messages that show a value. */
    public static String quoted(String value, int maxChars) {
        StringBuilder out = new StringBuilder(Math.min(value.length(), maxChars) + 2);
        quote(out, value, maxChars);
        return out.toString();
    }

    private static void quote(StringBuilder out, String value, int maxChars) {
        out.append('"');
        int end = Math.min(value.length(), maxChars);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                out.append(c);
            } else {
                escape(out, c);
            }
        }
        if (end < value.length()) {
            escape(out, '…');
        }
        out.append('"');
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }
}
