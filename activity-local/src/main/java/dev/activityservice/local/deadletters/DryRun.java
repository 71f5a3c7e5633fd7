package dev.activityservice.local.deadletters;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Explains what the record function would do with a message, without doing it. Thread-safe. */
public final class DryRun {

    private static final URI UNUSED_ENDPOINT = URI.create("http://127.0.0.1:1");

    private final ActivityService service;

    /** Creates a dry run of a function with default settings: it ignores unknown types. */
    public DryRun(ActivityCatalog catalog) {
        this(catalog, builder -> {});
    }

    DryRun(ActivityCatalog catalog, boolean rejectUnrecordable, int maxEventBytes) {
        this(catalog, builder -> builder.rejectUnrecordable(rejectUnrecordable).maxEventBytes(maxEventBytes));
    }

    private DryRun(ActivityCatalog catalog, Consumer<ActivityService.Builder> settings) {
        // The store only checks whether an activity fits into an item. For that, its client never connects.
        ActivityStore store = DynamoDbActivityStore.builder(LocalClients.dynamoDb(UNUSED_ENDPOINT), "unused")
                .build();
        ActivityService.Builder builder = ActivityService.builder(store).catalog(catalog);
        settings.accept(builder);
        this.service = builder.build();
    }

    public Explanation explain(String body, MessageMetadata metadata) {
        return service.explain(body, metadata);
    }

    /** Explains a message with its SQS metadata, which the function also gets. */
    public Explanation explain(Message message) {
        Map<String, String> texts = new TreeMap<>();
        Map<String, ByteBuffer> bytes = new TreeMap<>();
        message.messageAttributes().forEach((name, attribute) -> {
            if (attribute.stringValue() != null) {
                texts.put(name, attribute.stringValue());
            } else if (attribute.binaryValue() != null) {
                bytes.put(name, attribute.binaryValue().asByteBuffer());
            }
        });
        SqsMessage delivered =
                SqsMessage.of(message.messageId(), message.body(), message.attributesAsStrings(), texts, bytes, null);
        return explain(message.body(), delivered.metadata());
    }

    static @Nullable Instant sent(Message message) {
        String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
        return sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent));
    }
}
