package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.model.Activity;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A page as <a href="https://github.com/ndjson/ndjson-spec">newline-delimited JSON</a>: one activity per line, with its entity. Each line
 * ends with a line feed, so that pages can be joined. An empty page has no bytes.
 */
final class NdjsonPage implements PageFormat {

    private final PageBuffer body;
    private final JsonGenerator out;
    private final EntryJson entries;

    /** @param entries writes without line breaks */
    NdjsonPage(PageBuffer body, EntryJson entries) throws IOException {
        this.body = body;
        this.out = HttpJson.FACTORY.createGenerator(body);
        // The line feed behind each line replaces the space between two values.
        out.setRootValueSeparator(null);
        this.entries = entries;
    }

    @Override
    public String contentType() {
        return ResponseFormat.NDJSON.mediaType();
    }

    @Override
    public String fileExtension() {
        return "ndjson";
    }

    @Override
    public void begin() {
        // Nothing precedes the first line.
    }

    @Override
    public void write(Activity activity) throws IOException {
        out.writeStartObject();
        out.writeStringField(
                "entity_type", EntryJson.wellFormed(activity.entity().type()));
        out.writeStringField("entity_id", EntryJson.wellFormed(activity.entity().id()));
        entries.writeFields(out, activity);
        out.writeEndObject();
        out.flush();
        body.write('\n');
    }

    @Override
    public void end(@Nullable PageToken next) {
        // The next page is only in the header Link.
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
