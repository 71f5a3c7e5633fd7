package dev.activityservice.local;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Kind;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Says what would become of a body, and why, without doing it. Thread-safe. */
final class DryRun {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private final ActivityService service;

    DryRun(ActivityCatalog catalog) {
        // Asked only what would not fit into an item, which needs no table: its client never connects.
        ActivityStore store = DynamoDbActivityStore.builder(LocalClients.dynamoDb(NOWHERE), "none")
                .build();
        this.service = ActivityService.builder(store).catalog(catalog).build();
    }

    Explanation explain(String body, MessageMetadata metadata) {
        return service.explain(body, metadata);
    }

    /** Why a message is in the dead-letter queue; several lines. */
    String reason(Message message) {
        MessageMetadata.Builder metadata = MessageMetadata.builder().messageId(message.messageId());
        Map<MessageSystemAttributeName, String> attributes = message.attributes();
        String sent = attributes.get(MessageSystemAttributeName.SENT_TIMESTAMP);
        if (sent != null) {
            metadata.sentTime(Instant.ofEpochMilli(Long.parseLong(sent)));
        }
        Explanation explanation = explain(message.body(), metadata.build());
        return explanation.outcome().kind() == Kind.REJECTED
                ? explanation.describe()
                : explanation.describe()
                        + "\n  nothing is wrong with it: its receives were used up; \"make redrive\" sends it back";
    }
}
