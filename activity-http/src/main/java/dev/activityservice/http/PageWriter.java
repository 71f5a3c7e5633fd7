package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.model.Activity;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a page as JSON and shortens it to the maximum size of a response. */
final class PageWriter {

    /** The media type of a page. */
    static final String MEDIA_TYPE = "application/json";

    private PageWriter() {}

    /**
     * Writes activities until the body is full. At least one activity is written.
     *
     * @return the token of the next page; null if this page is the last one
     */
    static @Nullable PageToken write(PageBuffer body, ActivityQuery query, Page<Activity> page, EntryJson entries)
            throws IOException {
        PageToken next = page.next();
        try (JsonGenerator out = HttpJson.FACTORY.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField(
                    "entity_id", EntryJson.wellFormed(query.entity().id()));
            out.writeStringField(
                    "entity_type", EntryJson.wellFormed(query.entity().type()));
            out.writeArrayFieldStart("activities");
            for (int i = 0; i < page.items().size(); i++) {
                entries.write(out, page.items().get(i));
                out.flush();
                if (i == 0) {
                    body.keep();
                } else if (!body.keepIfFits()) {
                    // The comma before the activity is also removed.
                    next = PageToken.of(query, page.items().get(i - 1).position());
                    break;
                }
            }
            out.writeEndArray();
            if (next != null) {
                out.writeStringField("next_cursor", next.toString());
            }
            out.writeEndObject();
        }
        return next;
    }
}
