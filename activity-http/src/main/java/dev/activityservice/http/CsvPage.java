package dev.activityservice.http;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TraceContext;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A page as CSV (<a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>) in UTF-8: one record per activity, with fixed columns. Only
 * the first page has the record with the names of the columns, so that pages can be joined.
 *
 * <p>A spreadsheet takes a text that begins with {@code =} and some other characters for a formula. A producer could so make the
 * spreadsheet of a reader send its cells to another host. Therefore such a text gets an apostrophe in front of it, which spreadsheets
 * show. The number in {@code activity_time} is not a text and gets none. No library is used, because it would be loaded at each cold
 * start for two rules: when to quote, and to double quotes.
 */
final class CsvPage implements PageFormat {

    /** The columns. Readers depend on their order, so new ones come behind the last. */
    static final List<String> COLUMNS = List.of(
            "entity_type",
            "entity_id",
            "occurred_at",
            "type",
            "summary",
            "actor_id",
            "actor_type",
            "event_id",
            "source",
            "time_source",
            "activity_time",
            "correlation_id",
            "causation_id",
            "sequence",
            "trace_id",
            "span_id",
            "trace_url",
            "attributes");

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final PageBuffer body;
    private final EntryJson entries;
    private final boolean isFirstPage;
    private final boolean keepsFormulas;
    /** The record that is being written. */
    private final StringBuilder row = new StringBuilder(512);

    /**
     * @param entries writes without line breaks
     * @param isFirstPage whether the page has the names of the columns
     * @param keepsFormulas whether texts that spreadsheets take for formulas stay unchanged
     */
    CsvPage(PageBuffer body, EntryJson entries, boolean isFirstPage, boolean keepsFormulas) {
        this.body = body;
        this.entries = entries;
        this.isFirstPage = isFirstPage;
        this.keepsFormulas = keepsFormulas;
    }

    @Override
    public String contentType() {
        return ResponseFormat.CSV.mediaType() + "; charset=utf-8; header=" + (isFirstPage ? "present" : "absent");
    }

    @Override
    public String fileExtension() {
        return "csv";
    }

    @Override
    public void begin() {
        if (isFirstPage) {
            COLUMNS.forEach(this::add);
            endRow();
        }
    }

    @Override
    public void write(Activity activity) throws IOException {
        Actor actor = activity.actor();
        TraceContext trace = activity.trace();
        add(activity.entity().type());
        add(activity.entity().id());
        add(UtcTime.text(activity.time()));
        add(activity.type());
        add(activity.summary());
        add(actor == null ? null : actor.id());
        add(actor == null ? null : actor.type());
        add(activity.identity().id());
        add(activity.identity().source());
        add(activity.timeSource().name().toLowerCase(Locale.ROOT));
        row.append(',').append(activity.time().toEpochMilli());
        add(activity.correlationId());
        add(activity.causationId());
        add(activity.sequence());
        add(trace == null ? null : trace.traceId());
        add(trace == null ? null : trace.spanId());
        add(trace == null ? null : entries.traceUrl().of(trace));
        add(entries.attributes(activity));
        endRow();
    }

    @Override
    public void end(@Nullable PageToken next) {
        // The next page is only in the header Link.
    }

    @Override
    public void close() {
        // No resource is open.
    }

    /** Adds a field; an empty one for null. */
    private void add(@Nullable String value) {
        if (row.length() > 0) {
            row.append(',');
        }
        if (value == null || value.isEmpty()) {
            return;
        }
        String text = EntryJson.wellFormed(value);
        if (!keepsFormulas && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = '\'' + text;
        }
        row.append(needsQuotes(text) ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }

    /** Spaces at the ends and control characters also get quotes, because some readers remove or misread them otherwise. */
    private static boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == ',') {
                return true;
            }
        }
        return text.startsWith(" ") || text.endsWith(" ");
    }

    private void endRow() {
        row.append("\r\n");
        body.writeBytes(row.toString().getBytes(StandardCharsets.UTF_8));
        row.setLength(0);
    }
}
