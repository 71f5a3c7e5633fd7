package dev.activityservice.catalog;

import dev.activityservice.json.Suggestion;
import dev.activityservice.model.EntityRef;
import dev.activityservice.text.NameRule;
import dev.activityservice.text.Quoted;
import dev.activityservice.text.Utf16;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A line of text with placeholders <code>{name}</code>. A literal brace is written as <code>{{</code> or <code>}}</code>.
 *
 * @param parts the literals and placeholders in their order
 */
record SummaryTemplate(List<Part> parts) {

    static final int MAX_CHARS = 200;

    /**
     * @param text the literal, or the name of the placeholder
     * @param placeholder true for a placeholder, false for a literal
     */
    record Part(String text, boolean placeholder) {}

    /** Reads a template. Throws {@link IllegalArgumentException} with a message that continues a sentence about the template. */
    static SummaryTemplate parse(String template) {
        if (template.isBlank()) {
            throw new IllegalArgumentException("must not be blank; omit it instead");
        }
        if (template.length() > MAX_CHARS) {
            throw new IllegalArgumentException("must be at most " + MAX_CHARS + " characters long");
        }
        if (template.chars().anyMatch(SummaryTemplate::breaksLine)) {
            throw new IllegalArgumentException("must be one line without control characters");
        }
        if (!Utf16.isWellFormed(template)) {
            throw new IllegalArgumentException("must not have lone surrogates");
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
                throw new IllegalArgumentException("has a '}' without a '{' (write \"}}\" for a literal brace)");
            } else {
                int end = template.indexOf('}', i);
                if (end < 0) {
                    throw new IllegalArgumentException("has a '{' without a '}' (write \"{{\" for a literal brace)");
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

    /** Returns the first fault of the placeholders, or null if each one has exactly one meaning. */
    @Nullable
    String fault(Set<String> attributeNames, Set<String> entityTypes) {
        for (Part part : parts) {
            if (!part.placeholder()) {
                continue;
            }
            boolean field = attributeNames.contains(part.text());
            boolean entity = entityTypes.contains(part.text());
            if (field && entity) {
                return "has the placeholder " + shown(part.text())
                        + ", which is both an attribute and an entity type; rename the attribute";
            }
            if (!field && !entity) {
                return "has the placeholder " + shown(part.text())
                        + ", which is neither an attribute nor an entity type of this entry"
                        + suggestion(part.text(), attributeNames, entityTypes);
            }
        }
        return null;
    }

    private static String suggestion(String name, Set<String> attributeNames, Set<String> entityTypes) {
        List<String> known = new ArrayList<>(new TreeSet<>(attributeNames));
        known.addAll(new TreeSet<>(entityTypes));
        String nearest = known.isEmpty() ? null : Suggestion.nearest(name, known);
        return nearest == null ? "" : "; did you mean " + shown(nearest) + "?";
    }

    private static String shown(String name) {
        return '{' + Quoted.escape(Quoted.truncate(name, NameRule.MAX_CHARS)) + '}';
    }

    /** Returns one line of at most {@value #MAX_CHARS} characters, or null if the line is blank. */
    @Nullable
    String render(MappingCollector collector, List<EntityRef> entities) {
        StringBuilder out = new StringBuilder(64);
        for (int i = 0; i < parts.size() && out.length() <= MAX_CHARS; i++) {
            Part part = parts.get(i);
            if (!part.placeholder()) {
                out.append(part.text());
                continue;
            }
            String json = collector.attribute(part.text());
            if (json != null) {
                JsonText.appendPlain(out, json, MAX_CHARS);
            } else {
                appendIds(out, part.text(), entities);
            }
        }
        for (int i = 0; i < out.length(); i++) {
            if (breaksLine(out.charAt(i))) {
                out.setCharAt(i, ' ');
            }
        }
        String line = Quoted.truncate(out, MAX_CHARS);
        return line.isBlank() ? null : line;
    }

    private static void appendIds(StringBuilder out, String entityType, List<EntityRef> entities) {
        String separator = "";
        for (int i = 0; i < entities.size() && out.length() <= MAX_CHARS; i++) {
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
