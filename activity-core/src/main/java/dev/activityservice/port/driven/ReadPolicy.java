package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.query.Principal;
import dev.activityservice.text.Quoted;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may read which timeline, before any read. Implementations are thread-safe. They do not look at stored data, so that a
 * refusal reveals nothing about it. A decision may depend on whether an entity is a reader of the timeline
 * ({@link Decision#orIfReader}); the service then asks {@link Readers}.
 */
@FunctionalInterface
public interface ReadPolicy {

    /**
     * Returns whether the caller may read the entity's timeline, and which fields stay hidden. Without a principal, the
     * decision is the same for every entity. A principal never gets the decision unauthenticated. Empty claims give no access. Names and
     * values of claims are equal only if all their characters are equal. Equal requests get equal decisions.
     *
     * @param principal the caller; null if it is not authenticated
     */
    Decision decide(@Nullable Principal principal, EntityRef entity);

    /**
     * Returns whether a decision may depend on readers. The service then needs {@link Readers}, and refuses to be built without them.
     * Default: false.
     */
    default boolean needsReaders() {
        return false;
    }

    /** Refuses every read. This is the default, so that a forgotten policy allows nothing. */
    static ReadPolicy denyAll() {
        return (principal, entity) -> principal == null ? Decision.unauthenticated() : Decision.forbidden();
    }

    /** Allows every read, also without authentication. Use it only locally and in tests. */
    static ReadPolicy allowAll() {
        return (principal, entity) -> Decision.allowed().by("allow-all");
    }

    /** Allows every read by an authenticated caller. */
    static ReadPolicy authenticated() {
        return (principal, entity) -> principal == null
                ? Decision.unauthenticated()
                : Decision.allowed().by("authenticated");
    }

    /** Allows a caller to read only entities of the given type whose id is one of the values of the claim. */
    static ReadPolicy claim(String claim, String entityType) {
        EntityRef.requireType(entityType);
        return (principal, entity) -> {
            if (principal == null) {
                return Decision.unauthenticated();
            }
            boolean own =
                    entity.type().equals(entityType) && principal.claim(claim).contains(entity.id());
            return own ? Decision.allowed().by("claim") : Decision.forbidden();
        };
    }

    /**
     * Parses {@code authenticated}, {@code claim:<claim>=<entity type>} or {@code allow-all}. Throws
     * {@link IllegalArgumentException} for other texts.
     */
    static ReadPolicy parse(String text) {
        if (text.equals("authenticated")) {
            return authenticated();
        }
        if (text.equals("allow-all")) {
            return allowAll();
        }
        int equals = text.lastIndexOf('=');
        if (text.startsWith("claim:") && equals > "claim:".length()) {
            return claim(text.substring("claim:".length(), equals), text.substring(equals + 1));
        }
        throw new IllegalArgumentException(
                "Invalid read policy: expected authenticated, claim:<claim>=<entity type> or allow-all, not "
                        + Quoted.of(text));
    }

    /**
     * Reads a policy from the text of its file. {@code docs/access.md} describes the format. The maximum length is 1,048,576 characters.
     *
     * @throws InvalidReadPolicyException if the file is not valid. It contains all faults, at most 100. A text that is not JSON is one
     *     fault
     */
    static ReadPolicy file(String json) {
        return ReadPolicyReader.read(json);
    }

    /** A field of an activity that a decision can hide. */
    enum HiddenField {
        /** {@link dev.activityservice.model.Activity#trace()}. */
        TRACE,
        /** {@link dev.activityservice.model.Activity#actor()}. Hiding it also hides the summary, which quotes it. */
        ACTOR,
        /** {@link dev.activityservice.model.Activity#attributes()}. Hiding them also hides the summary, which quotes them. */
        ATTRIBUTES,
        /** {@link dev.activityservice.model.Activity#summary()}. */
        SUMMARY
    }

    /**
     * The result of a policy: allowed or refused, and what else is allowed if an entity is a reader. Immutable and thread-safe.
     *
     * <p>A decision with {@link #ifReader()} is not final. {@link dev.activityservice.ActivityService} looks up the readers and
     * {@linkplain #resolve resolves} it. Code that does not do so refuses more and hides more, never less.
     */
    final class Decision {

        private static final Decision ALLOWED = new Decision("allowed", "policy", Set.of(), Map.of());
        private static final Decision UNAUTHENTICATED = new Decision("unauthenticated", null, Set.of(), Map.of());
        private static final Decision FORBIDDEN = new Decision("forbidden", null, Set.of(), Map.of());

        private final String name;
        private final @Nullable String rule;
        private final Set<HiddenField> hidden;
        private final Map<EntityRef, Decision> ifReader;

        private Decision(
                String name, @Nullable String rule, Set<HiddenField> hidden, Map<EntityRef, Decision> ifReader) {
            this.name = name;
            this.rule = rule;
            this.hidden = hidden;
            this.ifReader = ifReader.isEmpty() ? ifReader : useful(ifReader);
        }

        /** The caller may read the timeline with all fields. */
        public static Decision allowed() {
            return ALLOWED;
        }

        /**
         * The caller may read the timeline without these fields. {@link dev.activityservice.ActivityService} removes them before it
         * returns a page.
         */
        public static Decision allowedWithout(Set<HiddenField> fields) {
            Set<HiddenField> hidden = new TreeSet<>(fields);
            if (hidden.contains(HiddenField.ACTOR) || hidden.contains(HiddenField.ATTRIBUTES)) {
                hidden.add(HiddenField.SUMMARY);
            }
            return new Decision(ALLOWED.name, ALLOWED.rule, Collections.unmodifiableSet(hidden), Map.of());
        }

        /** The caller is not authenticated. Authentication may help. Readers do not change this decision. */
        public static Decision unauthenticated() {
            return UNAUTHENTICATED;
        }

        /** The caller is authenticated but may not read the timeline. */
        public static Decision forbidden() {
            return FORBIDDEN;
        }

        /** Returns the same decision with the name of the rule that allows the read. Does not change a refusal. */
        public Decision by(String rule) {
            return isAllowed() ? new Decision(name, rule, hidden, ifReader) : this;
        }

        /**
         * Returns what two rules grant together. The read is allowed if one of them allows it. A field is hidden if both hide it, or if one
         * hides it and the other does not allow the read.
         */
        public Decision or(Decision other) {
            Decision granted = isAllowed() || !other.isAllowed() ? this : other;
            Set<HiddenField> both = granted.hidden;
            String rules = granted.rule;
            if (isAllowed() && other.isAllowed()) {
                both = new TreeSet<>(hidden);
                both.retainAll(other.hidden);
                both = Collections.unmodifiableSet(both);
                rules = Objects.equals(rule, other.rule) ? rule : rule + "," + other.rule;
            }
            return new Decision(granted.name, rules, both, ifReader).orIfReaders(other.ifReader);
        }

        /** Returns the same decision, {@linkplain #or or} what is granted if an entity is a reader of the timeline. */
        public Decision orIfReader(EntityRef reader, Decision granted) {
            return orIfReaders(Map.of(reader, granted));
        }

        /** Returns the same decision, or what is granted for each entity that is a reader of the timeline. */
        Decision orIfReaders(Map<EntityRef, Decision> grants) {
            if (grants.isEmpty()) {
                return this;
            }
            Map<EntityRef, Decision> readers = new LinkedHashMap<>(ifReader);
            for (Map.Entry<EntityRef, Decision> grant : grants.entrySet()) {
                Decision before = readers.get(grant.getKey());
                readers.put(grant.getKey(), before == null ? grant.getValue() : before.or(grant.getValue()));
            }
            return new Decision(name, rule, hidden, readers);
        }

        /** Returns the decision when it is known whether an entity of {@link #ifReader()} is a reader of the timeline. */
        public Decision resolve(EntityRef reader, boolean isReader) {
            Map<EntityRef, Decision> others = new LinkedHashMap<>(ifReader);
            Decision granted = others.remove(reader);
            Decision rest = new Decision(name, rule, hidden, others);
            return granted != null && isReader ? rest.or(granted) : rest;
        }

        /** Returns the grants that allow the read or show a field, in contrast to this decision. Those that hide least come first. */
        private Map<EntityRef, Decision> useful(Map<EntityRef, Decision> grants) {
            Map<EntityRef, Decision> useful = new LinkedHashMap<>();
            // Loops instead of streams, because streams make a cold start slower.
            for (int fields = 0; fields <= HiddenField.values().length && !isUnauthenticated(); fields++) {
                for (Map.Entry<EntityRef, Decision> grant : grants.entrySet()) {
                    Decision granted = grant.getValue();
                    boolean adds = granted.isAllowed() && !(isAllowed() && granted.hidden.containsAll(hidden));
                    if (adds && granted.hidden.size() == fields) {
                        useful.put(grant.getKey(), granted);
                    }
                }
            }
            return Collections.unmodifiableMap(useful);
        }

        /** Returns whether the caller may read the timeline. */
        public boolean isAllowed() {
            return name.equals(ALLOWED.name);
        }

        /** Returns whether the caller is refused because it is not authenticated. */
        public boolean isUnauthenticated() {
            return name.equals(UNAUTHENTICATED.name);
        }

        /**
         * Returns the name of the rule that allows the read, for logs. The rules of a file have the names {@code rules/0},
         * {@code rules/1} and so on; a comma separates several. A policy's own decision has the name {@code policy}. Null for a refusal.
         */
        public @Nullable String rule() {
            return rule;
        }

        /** Returns the fields that stay hidden, including the summary if it quotes one; unmodifiable, and empty for a refusal. */
        public Set<HiddenField> hidden() {
            return hidden;
        }

        /**
         * Returns what is also granted if an entity is a reader of the timeline, by this entity; unmodifiable. Contains only grants that
         * allow the read, or that show more than this decision. Those that hide least come first.
         */
        public Map<EntityRef, Decision> ifReader() {
            return ifReader;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Decision that
                    && name.equals(that.name)
                    && Objects.equals(rule, that.rule)
                    && hidden.equals(that.hidden)
                    && ifReader.equals(that.ifReader);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, rule, hidden, ifReader);
        }

        /** Contains the ids of readers, which may be personal. */
        @Override
        public String toString() {
            return name
                    + (hidden.isEmpty() ? "" : " without " + hidden)
                    + (rule == null ? "" : " by " + rule)
                    + (ifReader.isEmpty() ? "" : " or if reader " + ifReader);
        }
    }
}
