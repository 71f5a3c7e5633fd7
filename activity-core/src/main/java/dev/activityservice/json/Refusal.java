package dev.activityservice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.activityservice.model.Rejection;

/**
 * Ends the pass over an event at its first fault. Callers turn it into the {@link Rejection} that it carries, so it never
 * leaves the module and has no stack trace.
 */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    /** Creates a refusal with the parts of its rejection. */
    public Refusal(Rejection.Code code, String pointer, String message) {
        super(message, null, false, false);
        this.rejection = Rejection.of(code, pointer, message);
    }

    /** Returns the rejection of the event. */
    public Rejection rejection() {
        return rejection;
    }

    /**
     * Translates an exception of a parser of {@link Json#FACTORY}. The parser's message is dropped, because it quotes the event.
     *
     * @param subject the name of the parsed text in the message: {@code body} or {@code data}
     */
    public static Refusal of(JsonProcessingException e, JsonParser parser, String subject, String pointer) {
        if (e instanceof StreamConstraintsException) {
            // Jackson counts a level before it rejects it, and checks no other limit where a level opens.
            return parser.getParsingContext().getNestingDepth() > Json.MAX_DEPTH
                    ? new Refusal(
                            Rejection.Code.TOO_DEEP,
                            pointer,
                            "The " + subject + " must be nested at most " + Json.MAX_DEPTH + " levels deep")
                    : new Refusal(
                            Rejection.Code.TOO_LONG,
                            pointer,
                            "The " + subject + " must not have numbers of more than " + Json.MAX_NUMBER_LENGTH
                                    + " characters");
        }
        long offset = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
        return malformed(subject, pointer, e instanceof JsonEOFException ? "unexpected end" : "syntax error", offset);
    }

    /** Returns the refusal of a text that is not one JSON document. */
    public static Refusal malformed(String subject, String pointer, String fault, long offset) {
        return new Refusal(
                Rejection.Code.MALFORMED_JSON,
                pointer,
                "The " + subject + " must be one JSON document: " + fault + " at character " + Math.max(offset, 0));
    }
}
