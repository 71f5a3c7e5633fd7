package dev.activityservice.http;

import dev.activityservice.model.Activity;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one page in one format: a beginning, activities, and an end. What was written for an activity can be removed again before the
 * next call, so a format writes a separator in front of an activity, and its bytes at once.
 */
interface PageFormat extends AutoCloseable {

    /** Returns the value of the header {@code Content-Type}. */
    String contentType();

    /** Returns the extension of a file with the page; null if browsers show the page instead of saving it. */
    @Nullable
    String fileExtension();

    /** Writes what precedes the first activity. */
    void begin() throws IOException;

    void write(Activity activity) throws IOException;

    /** @param next the token of the next page; null if this page is the last one */
    void end(@Nullable PageToken next) throws IOException;

    @Override
    void close() throws IOException;
}
