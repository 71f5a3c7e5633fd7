package dev.activityservice.http;

import dev.activityservice.model.Activity;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes pages, and shortens them to the maximum size of a response. The same for all formats. */
final class PageWriter {

    private PageWriter() {}

    /**
     * Writes activities until the body is full. At least one activity is written.
     *
     * @param format writes into the body
     * @return the token of the next page; null if this page is the last one
     */
    static @Nullable PageToken write(PageBuffer body, ActivityQuery query, Page<Activity> page, PageFormat format)
            throws IOException {
        List<Activity> activities = page.items();
        PageToken next = page.next();
        format.begin();
        for (int i = 0; i < activities.size(); i++) {
            format.write(activities.get(i));
            if (i == 0) {
                body.keep();
            } else if (!body.keepIfFits()) {
                next = PageToken.of(query, activities.get(i - 1).position());
                break;
            }
        }
        format.end(next);
        return next;
    }
}
