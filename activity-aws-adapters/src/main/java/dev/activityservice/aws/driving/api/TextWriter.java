package dev.activityservice.aws.driving.api;

import java.io.Writer;

/** Gathers a text. Unlike {@link java.io.StringWriter} it locks nothing, which costs more than the text when each character is looked at. */
final class TextWriter extends Writer {

    private final StringBuilder text;

    TextWriter(int capacity) {
        this.text = new StringBuilder(capacity);
    }

    /** What has been written so far; a change of it is a change of this. */
    StringBuilder text() {
        return text;
    }

    @Override
    public void write(char[] chars, int begin, int length) {
        text.append(chars, begin, length);
    }

    @Override
    public void flush() {
        // It is there already.
    }

    @Override
    public void close() {
        // There is nothing open.
    }
}
