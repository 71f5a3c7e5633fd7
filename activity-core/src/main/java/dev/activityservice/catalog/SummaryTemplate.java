package dev.activityservice.catalog;

import dev.activityservice.model.EntityRef;
import dev.activityservice.text.Quoted;
import dev.activityservice.text.Utf16;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of text with placeholders: <code>{name}</code>, and <code>{{</code> and <code>}}</code> for the braces
 * themselves.
 *
 * @param parts in order; alternately no rule, a literal may follow a literal
 */
record SummaryTemplate(List<Part> parts) {

    static final int MAX_LENGTH = 200;

    /**
     * @param text a literal, or a placeholder's name
     * @param placeholder which of both
     */
    record Part(String text, boolean placeholder) {}

    /** Throws {@link IllegalArgumentException} whose message says what is wrong with the template. */
    static SummaryTemplate parse(String template) {
        if (template.isBlank()) {
            throw new IllegalArgumentException("is blank; leave it out if there is nothing to say");
        }
        if (template.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " characters");
        }
        if (template.chars().anyMatch(SummaryTemplate::breaksLine)) {
            throw new IllegalArgumentException("has a control character; it must be one line");
        }
        if (!Utf16.isWellFormed(template)) {
            throw new IllegalArgumentException("has a lone surrogate");
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            boolean doubled = i + 1 < template.length() && template.charAt(i + 1) == c;
            if (c != '{' && c != '}') {
                literal.append(c);
            } else if (doubled) {
                literal.append(c);
                i++;
            } else if (c == '}') {
                throw new IllegalArgumentException("has a '}' without its '{' (write \"}}\" for the brace itself)");
            } else {
                int end = template.indexOf('}', i);
                if (end < 0) {
                    throw new IllegalArgumentException("has a '{' without its '}' (write \"{{\" for the brace itself)");
                }
                if (!literal.isEmpty()) {
                    parts.add(new Part(literal.toString(), false));
                    literal.setLength(0);
                }
                parts.add(new Part(template.substring(i + 1, end), true));
                i = end;
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), false));
        }
        return new SummaryTemplate(List.copyOf(parts));
    }

    /** The first fault of the placeholders; null if all are known and none means two things. */
    @Nullable
    String fault(Set<String> kept, Set<String> entityTypes) {
        for (Part part : parts) {
            if (!part.placeholder()) {
                continue;
            }
            boolean field = kept.contains(part.text());
            boolean entity = entityTypes.contains(part.text());
            if (field && entity) {
                return "has the placeholder {" + part.text()
                        + "}, which is a kept field and an entity type: rename the field";
            }
            if (!field && !entity) {
                return "has the placeholder {" + part.text()
                        + "}, which is no kept field and no entity type of this entry";
            }
        }
        return null;
    }

    /** One line of at most {@value #MAX_LENGTH} characters; null if it says nothing. */
    @Nullable
    String render(MappingCollector collector, List<EntityRef> entities) {
        StringBuilder out = new StringBuilder(64);
        for (int i = 0; i < parts.size() && out.length() <= MAX_LENGTH; i++) {
            Part part = parts.get(i);
            if (!part.placeholder()) {
                out.append(part.text());
                continue;
            }
            String json = collector.kept(part.text());
            if (json != null) {
                JsonText.appendPlain(out, json, MAX_LENGTH);
            } else {
                appendIds(out, part.text(), entities);
            }
        }
        for (int i = 0; i < out.length(); i++) {
            if (breaksLine(out.charAt(i))) {
                out.setCharAt(i, ' ');
            }
        }
        String line = Quoted.truncate(out, MAX_LENGTH);
        return line.isBlank() ? null : line;
    }

    private static void appendIds(StringBuilder out, String entityType, List<EntityRef> entities) {
        String separator = "";
        for (int i = 0; i < entities.size() && out.length() <= MAX_LENGTH; i++) {
            EntityRef entity = entities.get(i);
            if (entity.type().equals(entityType)) {
                out.append(separator).append(entity.id());
                separator = ", ";
            }
        }
    }

    private static boolean breaksLine(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
