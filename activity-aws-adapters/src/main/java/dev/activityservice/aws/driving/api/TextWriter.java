package dev.activityservice.aws.driving.api;

import java.io.Writer;

/** An unsynchronised {@link java.io.StringWriter}, because the lock dominated the benchmark of writing a page. */
final class TextWriter extends Writer {

    private final StringBuilder text;

    TextWriter(int capacity) {
        this.text = new StringBuilder(capacity);
    }

    /** Returns the text written so far. Changing it changes the writer's text. */
    StringBuilder text() {
        return text;
    }

    @Override
    public void write(char[] chars, int begin, int length) {
        text.append(chars, begin, length);
    }

    @Override
    public void flush() {
        // The text has no buffer.
    }

    @Override
    public void close() {
        // No resource is open.
    }
}
