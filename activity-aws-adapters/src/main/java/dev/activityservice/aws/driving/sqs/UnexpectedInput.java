package dev.activityservice.aws.driving.sqs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes the input of an invocation that has no messages, so that the error says what to change. The description has the names of the
 * top-level fields, and of the values only {@code detail-type}, {@code source} and the source of records. Not thread-safe.
 */
final class UnexpectedInput {

    static final String CURE =
            "Only the event source mapping of an SQS queue may invoke this function, with at least one message";

    private static final int MAX_VALUE_CHARS = 64;
    private static final int MAX_NAME_CHARS = 32;
    /** Maximum characters of the list of names. One more name may exceed it. */
    private static final int MAX_NAMES_CHARS = 160;

    private static final Set<String> REQUEST_FIELDS =
            Set.of("requestContext", "httpMethod", "routeKey", "rawPath", "queryStringParameters");
    private static final Set<String> KNOWN_FIELDS = Set.of(
            "detail-type",
            "detail",
            "specversion",
            "TopicArn",
            "requestContext",
            "httpMethod",
            "routeKey",
            "rawPath",
            "queryStringParameters");

    private final StringBuilder names = new StringBuilder();
    private final Set<String> known = new HashSet<>();
    private long unlisted;
    private boolean isLoadBalancer;
    private @Nullable String detailType;
    private @Nullable String source;
    private @Nullable String records;

    /** Notes a top-level field other than {@code Records}. Reads its value, at which the parser is. */
    void field(String name, JsonParser parser) throws IOException {
        name(name);
        if (KNOWN_FIELDS.contains(name)) {
            known.add(name);
        }
        boolean isText = parser.currentToken() == JsonToken.VALUE_STRING;
        if (name.equals("requestContext") && parser.currentToken() == JsonToken.START_OBJECT) {
            for (String inner = parser.nextFieldName(); inner != null; inner = parser.nextFieldName()) {
                isLoadBalancer |= inner.equals("elb");
                parser.nextToken();
                parser.skipChildren();
            }
        } else if (isText && name.equals("detail-type")) {
            detailType = parser.getText();
        } else if (isText && name.equals("source")) {
            source = parser.getText();
        } else {
            parser.skipChildren();
        }
    }

    /** Notes that the field {@code Records} has no messages. */
    void noRecords(boolean isNull) {
        name("Records");
        records = isNull ? "null" : "empty";
    }

    private void name(String name) {
        if (names.length() > MAX_NAMES_CHARS) {
            unlisted++;
            return;
        }
        names.append(names.isEmpty() ? "" : ", ").append(Quoted.of(name, MAX_NAME_CHARS));
    }

    IllegalArgumentException toException() {
        if (known.contains("detail-type") || (known.contains("detail") && source != null)) {
            return exception(
                    "an EventBridge event with the detail-type " + quoted(detailType) + " and the source "
                            + quoted(source),
                    "Make the SQS queue the target of the EventBridge rule, not this function");
        }
        if (isLoadBalancer) {
            return exception(
                    "a request of a load balancer", "Requests belong to a find function behind an API Gateway");
        }
        if (known.stream().anyMatch(REQUEST_FIELDS::contains)) {
            return exception(
                    "an HTTP request, as of an API Gateway or a function URL",
                    "Requests belong to the find function, not to this function");
        }
        if (known.contains("specversion")) {
            return exception("a CloudEvent", "Send it to the SQS queue of this function");
        }
        if (known.contains("TopicArn")) {
            return exception("an SNS notification", "Subscribe the SQS queue to the topic, not this function");
        }
        if (records != null) {
            return exception("the field \"Records\" " + records + " in an object with the fields " + listed(), CURE);
        }
        return names.isEmpty()
                ? exception("an empty object", CURE)
                : exception("an object with the fields " + listed(), CURE);
    }

    private String listed() {
        return names + (unlisted == 0 ? "" : " and " + unlisted + " more");
    }

    /** Returns the error for an input that is not an object. */
    static IllegalArgumentException notAnObject(@Nullable JsonToken token) {
        if (token == null) {
            return exception("no input", CURE);
        }
        if (token == JsonToken.START_ARRAY) {
            return exception(
                    "a JSON array, as of an EventBridge pipe", "Use an event source mapping of the SQS queue instead");
        }
        return exception(kind(token), CURE);
    }

    /** Returns the error for a field {@code Records} that is neither an array nor null. */
    static IllegalArgumentException recordsNotAnArray(JsonToken token) {
        return exception(kind(token) + " as \"Records\", which must be an array", CURE);
    }

    /**
     * Returns the error for a record by which a failure could not be reported.
     *
     * @param eventSource the service that the record names; null if it names none
     */
    static IllegalArgumentException withoutMessageId(int index, @Nullable String eventSource) {
        return new IllegalArgumentException("Cannot handle the SQS batch: record " + index
                + " has no messageId, so a failure could not be reported"
                + (eventSource == null
                        ? ""
                        : ". Its event source is " + quoted(eventSource) + ". " + cure(eventSource)));
    }

    private static String cure(String eventSource) {
        return switch (eventSource) {
            case "aws:sns" -> "Subscribe the SQS queue to the topic, not this function";
            case "aws:s3" -> "Let the bucket notify the SQS queue or EventBridge, not this function";
            case "aws:kinesis", "aws:dynamodb" ->
                "Send the records of the stream to the SQS queue, not to this function";
            default -> CURE;
        };
    }

    private static IllegalArgumentException exception(String received, String cure) {
        return new IllegalArgumentException(
                "Cannot read the SQS event: expected messages in \"Records\", not " + received + ". " + cure);
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "a JSON object";
            case START_ARRAY -> "a JSON array";
            case VALUE_STRING -> "a JSON string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a JSON boolean";
            default -> "a JSON number";
        };
    }

    private static String quoted(@Nullable String value) {
        return value == null ? "null" : Quoted.of(value, MAX_VALUE_CHARS);
    }
}
