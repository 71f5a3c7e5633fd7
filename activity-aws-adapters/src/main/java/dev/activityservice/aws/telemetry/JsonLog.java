package dev.activityservice.aws.telemetry;

import dev.activityservice.text.Quoted;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines. Each line is a JSON object in printable ASCII. Values are truncated and escaped, so that external data cannot end
 * a line, control a terminal or make a log large. An exception is logged by class and stack, without its message, because a message
 * may quote data. A line has no timestamp, because Lambda adds one. Thread-safe if the sink is.
 *
 * <p>The first field is the level. The fields of the invocation follow the event. They are in the OpenTelemetry context, like the
 * current span, so that lines of concurrent invocations and of helper threads have the right ones.
 *
 * <p>Not for users. It is public only because both driving adapters and the functions write log lines, and Java has no visibility
 * for several packages. No public signature contains it, and {@code AdaptersArchitectureTest} checks this.
 */
public final class JsonLog {

    private static final int MAX_VALUE_CHARS = 200;
    private static final int MAX_STACK_FRAMES = 12;
    private static final int MAX_CAUSES = 4;

    /** The fields of the invocation, as JSON that begins with a comma. */
    private static final ContextKey<String> INVOCATION = ContextKey.named("activity-log-invocation");

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

    /** The levels, by the names that Lambda's log filter uses, from the least severe. */
    public enum Level {
        INFO,
        WARN,
        ERROR;

        private final String start = "{\"level\":\"" + name() + '"';

        /** Returns a sink that drops the lines below this level. They must be lines of this class. */
        public Consumer<String> filter(Consumer<String> sink) {
            if (this == INFO) {
                return sink;
            }
            return line -> {
                if (!line.startsWith(INFO.start) && (this == WARN || !line.startsWith(WARN.start))) {
                    sink.accept(line);
                }
            };
        }
    }

    /**
     * Returns the current context with the id that API Gateway gave a request.
     *
     * @param id null or blank without an id
     */
    public static Context gatewayRequest(@Nullable String id) {
        return currentWith(field("gateway_request_id", id));
    }

    private static Context currentWith(String fields) {
        Context context = Context.current();
        if (fields.isEmpty()) {
            return context;
        }
        String earlier = context.get(INVOCATION);
        return context.with(INVOCATION, earlier == null ? fields : earlier + fields);
    }

    private static String field(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return "";
        }
        StringBuilder out = new StringBuilder(64).append(",\"").append(name).append("\":");
        Quoted.appendAscii(out, value, MAX_VALUE_CHARS);
        return out.toString();
    }

    /** The invocations of one handler. Thread-safe. */
    public static final class Invocations {

        private final AtomicBoolean hasBegun = new AtomicBoolean();

        /**
         * Returns the current context with the fields of a new invocation. The first one also has {@code cold_start}.
         *
         * @param requestId the id by which Lambda names the invocation; null or blank without an id
         */
        public Context begin(@Nullable String requestId) {
            boolean isFirst = !hasBegun.get() && hasBegun.compareAndSet(false, true);
            return currentWith(field("request_id", requestId) + (isFirst ? ",\"cold_start\":true" : ""));
        }
    }

    /** Starts a line with the ids of the invocation and of the current span, if they exist. */
    public Line line(Level level, String event) {
        return line(level, event, Span.current().getSpanContext());
    }

    /** Starts a line with the ids of the invocation, and with those of a span if it is valid. */
    public Line line(Level level, String event, SpanContext span) {
        Line line = new Line().with("level", level.name()).with("event", event);
        String invocation = Context.current().get(INVOCATION);
        if (invocation != null) {
            line.out.append(invocation);
        }
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
