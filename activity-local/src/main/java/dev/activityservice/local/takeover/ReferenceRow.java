package dev.activityservice.local.takeover;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.text.Quoted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads one item of the Python service's table. The item has the texts {@code PK}, {@code SK}, {@code entity_id}, {@code entity_type}
 * and {@code activity_type}, and the number {@code created_at} in epoch milliseconds.
 *
 * <p>The entity comes from its own attributes. {@code PK} joins its id and its type by a hyphen, so it cannot be split.
 */
final class ReferenceRow {

    static final String PARTITION_KEY = "PK";
    static final String SORT_KEY = "SK";

    /** The start of the source of all imported activities. */
    static final String SOURCE_PREFIX = "urn:activity-service:import:";

    private static final String CREATED_AT = "created_at";

    private final Map<String, AttributeValue> item;

    ReferenceRow(Map<String, AttributeValue> item) {
        this.item = item;
    }

    /** The result of reading a row. */
    sealed interface Result {

        record Accepted(Activity activity) implements Result {}

        /** The pointer of the rejection names the attribute. */
        record Refused(Rejection rejection) implements Result {}
    }

    /**
     * Returns the activity of the row. It is the same at each call, because it depends only on the row and the name of its table.
     *
     * @param tableArn the ARN of the table that contains the row
     */
    Result read(String tableArn) {
        try {
            String sortKey = text(SORT_KEY);
            if (sortKey.contains("|")) {
                // Otherwise, two rows could have one identity.
                throw new RowException(
                        Rejection.Code.INVALID_TEXT, SORT_KEY, "must be epoch milliseconds, not " + Quoted.of(sortKey));
            }
            EventIdentity identity = valid(
                    PARTITION_KEY,
                    () -> EventIdentity.of(SOURCE_PREFIX + tableArn, text(PARTITION_KEY) + "|" + sortKey));
            String type = text("entity_type");
            valid("entity_type", () -> EntityRef.requireType(type));
            EntityRef entity = valid("entity_id", () -> EntityRef.of(type, text("entity_id")));
            Instant time = time();
            String activityType = text("activity_type");
            return new Result.Accepted(valid(
                    "activity_type",
                    () -> Activity.builder(entity, identity, activityType, time).build()));
        } catch (RowException e) {
            return new Result.Refused(Rejection.of(e.code, "/" + e.attribute, String.valueOf(e.getMessage())));
        }
    }

    /** Returns the key for messages: both parts, quoted and truncated. */
    String describeKey() {
        return "PK " + describe(PARTITION_KEY) + ", SK " + describe(SORT_KEY);
    }

    private String describe(String attribute) {
        String text = value(attribute).s();
        return text == null ? "(none)" : Quoted.of(text);
    }

    private Instant time() {
        AttributeValue value = present(CREATED_AT);
        String number = value.n();
        if (number == null) {
            throw new RowException(
                    Rejection.Code.WRONG_TYPE,
                    CREATED_AT,
                    "must be a number, not " + value.type() + " in DynamoDB's names");
        }
        try {
            Instant time = Instant.ofEpochMilli(new BigDecimal(number).longValueExact());
            return valid(CREATED_AT, () -> Position.requireTime(time));
        } catch (ArithmeticException e) {
            throw new RowException(
                    Rejection.Code.BAD_TIME,
                    CREATED_AT,
                    "must be a whole number of epoch milliseconds, not " + Quoted.of(number));
        }
    }

    private String text(String attribute) {
        AttributeValue value = present(attribute);
        String text = value.s();
        if (text == null) {
            throw new RowException(
                    Rejection.Code.WRONG_TYPE,
                    attribute,
                    "must be a text, not " + value.type() + " in DynamoDB's names");
        }
        if (text.isBlank()) {
            throw new RowException(Rejection.Code.MISSING_FIELD, attribute, "must not be blank");
        }
        return text;
    }

    private AttributeValue present(String attribute) {
        AttributeValue value = value(attribute);
        if (value.type() == AttributeValue.Type.UNKNOWN_TO_SDK_VERSION || Boolean.TRUE.equals(value.nul())) {
            throw new RowException(Rejection.Code.MISSING_FIELD, attribute, "is missing");
        }
        return value;
    }

    private AttributeValue value(String attribute) {
        return item.getOrDefault(attribute, AttributeValue.builder().build());
    }

    private interface Part<T> {

        T get();
    }

    private static <T> T valid(String attribute, Part<T> part) {
        try {
            return part.get();
        } catch (InvalidValueException e) {
            throw new RowException(e.code(), attribute, String.valueOf(e.getMessage()));
        }
    }

    /** An attribute that does not have the reference's form. */
    private static final class RowException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Rejection.Code code;
        private final String attribute;

        RowException(Rejection.Code code, String attribute, String message) {
            super(message, null, false, false);
            this.code = code;
            this.attribute = attribute;
        }
    }
}
