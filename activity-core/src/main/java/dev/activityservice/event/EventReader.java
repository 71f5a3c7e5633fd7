package dev.activityservice.event;

import dev.activityservice.json.Json;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import dev.activityservice.text.Utf16;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a message into a {@link DomainEvent}. Thread-safe and pure: the result depends only on the body and the metadata.
 *
 * <p>The reader knows these shapes:
 *
 * <ul>
 *   <li>an EventBridge event with a CloudEvent in its {@code detail}, which is one if it has a {@code specversion} that is not null;
 *   <li>any other EventBridge event;
 *   <li>a structured CloudEvent;
 *   <li>the form {@code WITH_METADATA} of EventBridge's custom event bus, around one of these;
 *   <li>an SNS notification around one of these, but not around another notification.
 * </ul>
 *
 * <p>The type of an EventBridge event is its {@code detail-type}, also if it contains a CloudEvent of another type. The reason is that rules
 * of EventBridge and conditions of IAM decide by this value. The reader finds the type first. If it is not wanted, the rest is not
 * validated, and the result is {@link Result.Unwanted}.
 *
 * <p>Limits: 1 MiB in UTF-8, 64 levels of nesting, numbers of 1,000 characters, and the limits of {@link DomainEvent}. The reader does
 * not throw for any body.
 *
 * <p>The CloudEvents extension {@code expirytime} is ignored. If the reader dropped late events, an accepted event could be missing
 * from its timelines. {@link MessageMetadata#awsTraceHeader()} is not read, because the W3C propagator does not support its format.
 *
 * <p>The pointer of a fault inside an SNS notification continues after {@code /Message}, as if the text in it were JSON.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0</a>
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">EventBridge: event structure</a>
 */
public final class EventReader {

    private final Set<String> extensions;
    private final Predicate<String> wanted;

    private EventReader(Set<String> extensions, Predicate<String> wanted) {
        this.extensions = extensions;
        this.wanted = wanted;
    }

    /** Creates a reader that wants all types. */
    public static EventReader create() {
        return create(Set.of());
    }

    /** Creates a reader of all types. {@code extensions} as in {@link #create(Set, Predicate)}. */
    public static EventReader create(Set<String> extensions) {
        return create(extensions, type -> true);
    }

    /**
     * Creates a reader that also reads what it otherwise skips.
     *
     * @param extensions the names of {@link DomainEvent#extensions()}, such as {@code ActivityCatalog.extensions()}
     * @param wanted returns whether a type is wanted, such as {@code ActivityCatalog::matches}. It must not throw, and must be thread-safe
     */
    public static EventReader create(Set<String> extensions, Predicate<String> wanted) {
        return new EventReader(Set.copyOf(extensions), wanted);
    }

    Set<String> extensions() {
        return extensions;
    }

    boolean wants(String type) {
        return wanted.test(type);
    }

    /** Reads a body. Does not throw for any body: the result is {@link Result.Rejected} if the body cannot be read. */
    public Result read(String body, MessageMetadata metadata) {
        EnvelopeReader reader = new EnvelopeReader(metadata, this);
        try {
            // A character has at least one byte, so the bytes of a long body need not be counted.
            long length = body.length() > Json.MAX_BYTES ? body.length() : Utf16.utf8Length(body);
            if (length < 0) {
                throw loneSurrogate("", length);
            }
            if (length > Json.MAX_BYTES) {
                throw tooLarge();
            }
            return reader.read(body);
        } catch (Refusal e) {
            return new Result.Rejected(e.rejection(), reader.trace());
        }
    }

    /** Reads a body of bytes in UTF-8. The result is {@link Result.Rejected} if the bytes are not UTF-8. */
    public Result read(byte[] body, MessageMetadata metadata) {
        if (body.length > Json.MAX_BYTES) {
            return new Result.Rejected(tooLarge().rejection());
        }
        String text = new String(body, StandardCharsets.UTF_8);
        // new String replaces malformed bytes by U+FFFD. If one occurs, decode strictly to distinguish it from a
        // genuine
        // U+FFFD.
        if (text.indexOf('\ufffd') >= 0) {
            int fault = firstMalformedByte(body);
            if (fault >= 0) {
                return new Result.Rejected(
                        Rejection.of(Code.INVALID_TEXT, "", "The body must be UTF-8: byte " + fault + " is malformed"));
            }
        }
        return read(text, metadata);
    }

    /** Returns the offset of the first malformed byte, or -1. */
    private static int firstMalformedByte(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(body.length), true);
        return result.isError() ? in.position() : -1;
    }

    /** @param length the negative result of {@link Utf16#utf8Length} */
    static Refusal loneSurrogate(String pointer, long length) {
        return new Refusal(Code.INVALID_TEXT, pointer, "The body has a lone surrogate at character " + (-1 - length));
    }

    private static Refusal tooLarge() {
        return new Refusal(Code.TOO_LARGE, "", "The body must be at most " + Json.MAX_BYTES + " bytes long in UTF-8");
    }

    /** The result of reading a body. */
    public sealed interface Result {

        /**
         * The body contains an event.
         *
         * @param event the event
         * @param warnings the defects that its producer should correct: unmodifiable, often empty
         * @param specVersion the CloudEvents version that the event states, or null if it states none
         */
        record Accepted(
                DomainEvent event,
                List<Warning> warnings,
                @Nullable String specVersion) implements Result {

            public Accepted {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * The body contains an event of a type that is not wanted. Only its shape and its type were validated.
         *
         * @param type the type as the body states it, of any length and with any characters
         * @param trace the span in which the producer created the body, or null if it is not known
         */
        record Unwanted(String type, @Nullable TraceContext trace) implements Result {}

        /**
         * The body can never be read as an event.
         *
         * @param rejection the reason
         * @param trace the span in which the producer created the body, or null if it is not known
         */
        record Rejected(Rejection rejection, @Nullable TraceContext trace) implements Result {

            /** A rejection without a trace context. */
            public Rejected(Rejection rejection) {
                this(rejection, null);
            }
        }
    }
}
