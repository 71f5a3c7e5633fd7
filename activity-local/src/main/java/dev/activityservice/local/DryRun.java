package dev.activityservice.local;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Says what would become of a body, and why, without doing it. Thread-safe. */
final class DryRun {

    private final ActivityService service;

    DryRun(ActivityCatalog catalog) {
        this.service = ActivityService.builder(new NoStore()).catalog(catalog).build();
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

    /** A dry run asks a store for nothing but what would not fit into it, which only a real one can know. */
    private static final class NoStore implements ActivityStore {

        @Override
        public List<Outcome> append(List<Activity> activities, Deadline deadline) {
            throw new UnsupportedOperationException("A dry run writes nothing");
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return null;
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            throw new UnsupportedOperationException("A dry run reads nothing");
        }
    }
}
