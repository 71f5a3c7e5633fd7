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
 * The schema of the table: two string keys and an attribute for time to live, without indexes and streams.
 * {@code docs/dynamodb.md} describes the items.
 */
public final class ActivityTable {

    /** The name of the partition key, a string: the entity of an activity or of an edge, or the event of a pin. */
    public static final String PARTITION_KEY = "pk";
    /** The name of the sort key, a string: time, sequence and digest of an activity's event, or the reader of an edge. */
    public static final String SORT_KEY = "sk";
    /** The name of the attribute for time to live, a number in epoch seconds. Items that are kept forever do not have it. */
    public static final String TIME_TO_LIVE = "x";
    /** The version of the format in which this version writes items. */
    public static final int FORMAT = 2;

    /** Format 1 was never released. Later versions also read the previous format. */
    static final int OLDEST_READABLE_FORMAT = 2;

    private ActivityTable() {}

    /**
     * Returns a request that creates the table with on-demand capacity. When the table is active, send
     * {@link #timeToLiveRequest}.
     */
    public static CreateTableRequest createTableRequest(String tableName) {
        return CreateTableRequest.builder()
                .tableName(tableName)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(List.of(text(PARTITION_KEY), text(SORT_KEY)))
                .keySchema(List.of(key(PARTITION_KEY, KeyType.HASH), key(SORT_KEY, KeyType.RANGE)))
                .build();
    }

    /** Returns a request that enables expiry. */
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
