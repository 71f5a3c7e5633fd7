package dev.activityservice.local.deadletters;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Explains what the record function would do with a message, without doing it. Thread-safe. */
public final class DryRun {

    private static final URI UNUSED_ENDPOINT = URI.create("http://127.0.0.1:1");

    private final ActivityService service;

    /** Creates a dry run of a function that ignores unknown types, which is the default. */
    public DryRun(ActivityCatalog catalog) {
        this(catalog, false);
    }

    DryRun(ActivityCatalog catalog, boolean rejectUnrecordable) {
        // The store only checks whether an activity fits into an item. For that, its client never connects.
        ActivityStore store = DynamoDbActivityStore.builder(LocalClients.dynamoDb(UNUSED_ENDPOINT), "unused")
                .build();
        this.service = ActivityService.builder(store)
                .catalog(catalog)
                .rejectUnrecordable(rejectUnrecordable)
                .build();
    }

    public Explanation explain(String body, MessageMetadata metadata) {
        return service.explain(body, metadata);
    }

    /** Explains a message with its SQS metadata, which the function also gets. */
    public Explanation explain(Message message) {
        Map<String, String> attributes = new TreeMap<>();
        message.messageAttributes().forEach((name, attribute) -> {
            String text = attribute.stringValue();
            if (text != null) {
                attributes.put(name, text);
            }
        });
        return explain(
                message.body(),
                MessageMetadata.builder()
                        .messageId(message.messageId())
                        .attributes(attributes)
                        .sentTime(sent(message))
                        .build());
    }

    static @Nullable Instant sent(Message message) {
        String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
        return sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent));
    }
}
