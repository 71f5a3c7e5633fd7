package dev.activityservice.http;

import dev.activityservice.model.EntityRef;

/** The header with which a browser saves a response as a file (<a href="https://www.rfc-editor.org/rfc/rfc6266">RFC 6266</a>). */
final class ContentDisposition {

    /** Together with the type and the extension below the 255 bytes that file systems allow. */
    private static final int MAX_ID_CHARS = 100;

    private ContentDisposition() {}

    /**
     * Returns the value of the header, such as {@code attachment; filename="order-ORD-1.csv"}. The name contains only letters, digits and
     * {@code . _ -}, so that it is neither a path nor the end of the header. Each other character of the id becomes an underscore.
     */
    static String attachment(EntityRef entity, String extension) {
        String id = entity.id();
        StringBuilder name = new StringBuilder(entity.type()).append('-');
        for (int i = 0; i < Math.min(id.length(), MAX_ID_CHARS); i++) {
            char c = id.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            name.append(isAlphanumeric || c == '.' || c == '-' ? c : '_');
        }
        return "attachment; filename=\"" + name + '.' + extension + '"';
    }
}
