package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.query.Principal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a file. Any rule may allow a read, and none denies it. Immutable and thread-safe. */
final class FilePolicy implements ReadPolicy {

    private final List<Rule> rules;

    FilePolicy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    @Override
    public Decision decide(@Nullable Principal principal, EntityRef entity) {
        if (principal == null) {
            return Decision.unauthenticated();
        }
        Decision decision = Decision.forbidden();
        Map<EntityRef, Decision> readers = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (rule.types() != null && !rule.types().contains(entity.type())) {
                continue;
            }
            List<String> values = principal.claim(rule.claim());
            if (rule.kind() == Kind.READER) {
                rule.addReaders(readers, values);
            } else if (rule.matches(values, entity)) {
                decision = decision.or(rule.granted());
            }
        }
        return decision.orIfReaders(readers);
    }

    @Override
    public boolean needsReaders() {
        for (Rule rule : rules) {
            if (rule.kind() == Kind.READER) {
                return true;
            }
        }
        return false;
    }

    /** What the values of a claim are compared with. */
    enum Kind {
        /** With a text. */
        TEXT,
        /** With the id of the entity. */
        ENTITY,
        /** With the ids of the readers of the entity. */
        READER
    }

    /**
     * A rule.
     *
     * @param text the text of {@link Kind#TEXT}; else the type of the entity or of the reader
     * @param separator separates the parts of a value; empty if a value is one part
     * @param types the types of entities to which the rule applies; null for all
     * @param granted what the rule grants
     */
    record Rule(
            Kind kind,
            String claim,
            String text,
            String separator,
            @Nullable Set<String> types,
            Decision granted) {

        private boolean matches(List<String> values, EntityRef entity) {
            if (kind == Kind.ENTITY) {
                return values.contains(entity.id());
            }
            for (String value : values) {
                if (hasPart(value)) {
                    return true;
                }
            }
            return false;
        }

        private void addReaders(Map<EntityRef, Decision> readers, List<String> ids) {
            for (String id : new LinkedHashSet<>(ids)) {
                EntityRef reader = reader(id);
                if (reader != null) {
                    Decision before = readers.get(reader);
                    readers.put(reader, before == null ? granted : before.or(granted));
                }
            }
        }

        private boolean hasPart(String value) {
            if (separator.isEmpty()) {
                return value.equals(text);
            }
            for (int from = 0; from <= value.length(); ) {
                int end = value.indexOf(separator, from);
                end = end < 0 ? value.length() : end;
                if (end - from == text.length() && value.startsWith(text, from)) {
                    return true;
                }
                from = end + separator.length();
            }
            return false;
        }

        /** Returns the reader with an id; null if no entity can have this id, for example because it is blank. */
        private @Nullable EntityRef reader(String id) {
            try {
                return EntityRef.of(text, id);
            } catch (InvalidValueException e) {
                return null;
            }
        }
    }
}
