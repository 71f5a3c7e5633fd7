package dev.activityservice;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TraceContext;
import dev.activityservice.text.Utf16;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of what one event makes a store write: its activities and readers' edges, times the bytes in UTF-8 of the texts of its largest
 * activity. It bounds the work that one event can cause, and orders the events of a batch.
 */
final class EventSum {

    private EventSum() {}

    /** @param activities all activities of one event: they differ only in their entity and their readers */
    static long of(List<Activity> activities) {
        long items = 0;
        long largestEntity = 0;
        for (Activity activity : activities) {
            items += 1 + activity.readers().size();
            largestEntity = Math.max(
                    largestEntity,
                    bytes(activity.entity().type()) + bytes(activity.entity().id()));
        }
        return items * (largestEntity + shared(activities.get(0)));
    }

    private static long shared(Activity activity) {
        long bytes = bytes(activity.tenant())
                + bytes(activity.identity().source())
                + bytes(activity.identity().id())
                + bytes(activity.type())
                + bytes(activity.correlationId())
                + bytes(activity.causationId())
                + bytes(activity.sequence())
                + bytes(activity.summary());
        Actor actor = activity.actor();
        if (actor != null) {
            bytes += bytes(actor.id()) + bytes(actor.type());
        }
        TraceContext trace = activity.trace();
        if (trace != null) {
            bytes += bytes(trace.traceId()) + bytes(trace.spanId()) + bytes(trace.traceState());
        }
        for (Map.Entry<String, String> attribute : activity.attributes().asMap().entrySet()) {
            bytes += bytes(attribute.getKey()) + bytes(attribute.getValue());
        }
        return bytes;
    }

    private static long bytes(@Nullable String text) {
        // The length is negative for a text with a lone surrogate, which a program may have built.
        return text == null ? 0 : Math.max(Utf16.utf8Length(text), text.length());
    }
}
