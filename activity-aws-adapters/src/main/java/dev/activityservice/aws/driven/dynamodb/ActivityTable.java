package dev.activityservice.aws.driven.dynamodb;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/**
 * The table's schema, for whoever creates it: two string keys, and an attribute for time to live. No index, no stream. What
 * is in its items is described in {@code docs/dynamodb.md}.
 */
public final class ActivityTable {

    /** The partition key, a string: the entity. */
    public static final String PARTITION_KEY = "pk";
    /** The sort key, a string: time, then a digest of the event's identity. */
    public static final String SORT_KEY = "sk";
    /** The attribute for time to live, a number: epoch seconds; absent on items that are kept for ever. */
    public static final String TIME_TO_LIVE = "x";
    /** The format in which items are written now. */
    public static final int FORMAT = 1;

    /** The one before, which readers accept as well; there is none before the first. */
    static final int OLDEST_READABLE_FORMAT = Math.max(1, FORMAT - 1);

    private ActivityTable() {}

    /** A table on demand, as this store needs it; set the time to live with {@link #timeToLiveRequest} when it is active. */
    public static CreateTableRequest createTableRequest(String tableName) {
        return CreateTableRequest.builder()
                .tableName(tableName)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(List.of(text(PARTITION_KEY), text(SORT_KEY)))
                .keySchema(List.of(key(PARTITION_KEY, KeyType.HASH), key(SORT_KEY, KeyType.RANGE)))
                .build();
    }

    public static UpdateTimeToLiveRequest timeToLiveRequest(String tableName) {
        return UpdateTimeToLiveRequest.builder()
                .tableName(tableName)
                .timeToLiveSpecification(TimeToLiveSpecification.builder()
                        .attributeName(TIME_TO_LIVE)
                        .enabled(true)
                        .build())
                .build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
