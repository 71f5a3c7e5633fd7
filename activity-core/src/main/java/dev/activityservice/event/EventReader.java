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
import org.jspecify.annotations.Nullable;

/**
 * Reads a message body, in any of the shapes in which events reach a queue, into a {@link DomainEvent}.
 *
 * <p>Read are: an EventBridge event with a CloudEvent in its {@code detail}; any other EventBridge event; a structured
 * CloudEvent by itself; the {@code WITH_METADATA} form of EventBridge's custom event bus around one of these; and an SNS
 * notification around one of these, though not a notification in a notification.
 *
 * <p>Limits: 1 MiB in UTF-8, 64 levels of nesting, numbers of 1,000 digits; the texts of an event as the model has them. No
 * body makes it throw. The CloudEvents extension {@code expirytime} is not used: to drop an event because it was processed
 * late would break the promise that every accepted event appears. {@link MessageMetadata#awsTraceHeader()} is not read:
 * the W3C propagator cannot, and X-Ray's is not fit to be a dependency of a library yet.
 *
 * <p>Where a place is inside of an SNS notification, its pointer goes on behind {@code /Message} as if the text there were
 * JSON.
 *
 * <p>Thread-safe, and pure: the answer depends on body and metadata alone.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0</a>
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">EventBridge: event structure</a>
 */
public final class EventReader {

    private EventReader() {}

    public static EventReader create() {
        return new EventReader();
    }

    /** Never throws for any body; what cannot be read is {@link Result.Rejected}. */
    public Result read(String body, MessageMetadata metadata) {
        EnvelopeReader envelopeReader = new EnvelopeReader(metadata);
        try {
            // No character is less than a byte; this spares a huge text the count.
            long length = body.length() > Json.MAX_BYTES ? body.length() : Utf16.utf8Length(body);
            if (length < 0) {
                throw loneSurrogate("", length);
            }
            if (length > Json.MAX_BYTES) {
                throw tooLarge();
            }
            return envelopeReader.read(body);
        } catch (Refusal e) {
            return new Result.Rejected(e.rejection(), envelopeReader.traceOfRejected());
        }
    }

    /** Reads UTF-8 strictly: bytes that are none are {@link Result.Rejected}. */
    public Result read(byte[] body, MessageMetadata metadata) {
        if (body.length > Json.MAX_BYTES) {
            return new Result.Rejected(tooLarge().rejection());
        }
        String text = new String(body, StandardCharsets.UTF_8);
        // The quick way puts U+FFFD for what is no UTF-8; where that is, only the strict way tells whether it was
        // meant.
        if (text.indexOf('\ufffd') >= 0) {
            int fault = firstFault(body);
            if (fault >= 0) {
                return new Result.Rejected(Rejection.of(
                        Code.INVALID_TEXT, "", "The body is not UTF-8: there is a fault at byte " + fault));
            }
        }
        return read(text, metadata);
    }

    /** The offset of the first byte that is not part of UTF-8; -1 if there is none. */
    private static int firstFault(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(body.length), true);
        return result.isError() ? in.position() : -1;
    }

    static Refusal loneSurrogate(String pointer, long length) {
        return new Refusal(Code.INVALID_TEXT, pointer, "The body has a lone surrogate at character " + (-1 - length));
    }

    private static Refusal tooLarge() {
        return new Refusal(Code.TOO_LARGE, "", "The body is longer than " + Json.MAX_BYTES + " bytes in UTF-8");
    }

    /** What became of a body. */
    public sealed interface Result {

        /**
         * @param event the event
         * @param warnings what its producer should mend; unmodifiable, often empty
         * @param specVersion the version of CloudEvents that it names; null if it names none, or is no CloudEvent
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
         * @param rejection why it can never be read
         * @param trace the span in which its producer created it, as far as it was read; null if that is not known
         */
        record Rejected(Rejection rejection, @Nullable TraceContext trace) implements Result {

            public Rejected(Rejection rejection) {
                this(rejection, null);
            }
        }
    }
}
