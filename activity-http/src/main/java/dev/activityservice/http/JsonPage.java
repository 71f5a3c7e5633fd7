package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A page as one JSON object: the entity, its activities, and the token of the next page. */
final class JsonPage implements PageFormat {

    private final JsonGenerator out;
    private final EntityRef entity;
    private final EntryJson entries;

    JsonPage(PageBuffer body, EntityRef entity, EntryJson entries) throws IOException {
        this.out = HttpJson.FACTORY.createGenerator(body);
        this.entity = entity;
        this.entries = entries;
    }

    @Override
    public String contentType() {
        return ResponseFormat.JSON.mediaType();
    }

    @Override
    public @Nullable String fileExtension() {
        return null;
    }

    @Override
    public void begin() throws IOException {
        out.writeStartObject();
        out.writeStringField("entity_id", EntryJson.wellFormed(entity.id()));
        out.writeStringField("entity_type", EntryJson.wellFormed(entity.type()));
        out.writeArrayFieldStart("activities");
    }

    @Override
    public void write(Activity activity) throws IOException {
        out.writeStartObject();
        entries.writeFields(out, activity);
        out.writeEndObject();
        out.flush();
    }

    @Override
    public void end(@Nullable PageToken next) throws IOException {
        out.writeEndArray();
        if (next != null) {
            out.writeStringField("next_cursor", next.toString());
        }
        out.writeEndObject();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
