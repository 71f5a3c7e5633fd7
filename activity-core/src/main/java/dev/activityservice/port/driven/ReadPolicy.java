package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.query.Principal;
import dev.activityservice.text.Quoted;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may read which timeline, before any read. Implementations are thread-safe. They do not look at stored data, so that a
 * refusal reveals nothing about it.
 */
@FunctionalInterface
public interface ReadPolicy {

    /**
     * Returns whether the caller may read the entity's timeline, and which fields stay hidden. Without a principal, the
     * decision is the same for every entity. A principal never gets the decision unauthenticated. Empty claims give no access. Equal
     * requests get equal decisions.
     *
     * @param principal the caller; null if it is not authenticated
     */
    Decision decide(@Nullable Principal principal, EntityRef entity);

    /** Refuses every read. This is the default, so that a forgotten policy allows nothing. */
    static ReadPolicy denyAll() {
        return (principal, entity) -> principal == null ? Decision.unauthenticated() : Decision.forbidden();
    }

    /** Allows every read, also without authentication. Use it only locally and in tests. */
    static ReadPolicy allowAll() {
        return (principal, entity) -> Decision.allowed();
    }

    /** Allows every read by an authenticated caller. */
    static ReadPolicy authenticated() {
        return (principal, entity) -> principal == null ? Decision.unauthenticated() : Decision.allowed();
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
            return own ? Decision.allowed() : Decision.forbidden();
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

    /** The result of a policy. Immutable and thread-safe. */
    final class Decision {

        private static final Decision ALLOWED = new Decision("allowed", Set.of());
        private static final Decision UNAUTHENTICATED = new Decision("unauthenticated", Set.of());
        private static final Decision FORBIDDEN = new Decision("forbidden", Set.of());

        private final String name;
        private final Set<HiddenField> hidden;

        private Decision(String name, Set<HiddenField> hidden) {
            this.name = name;
            this.hidden = hidden;
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
            return new Decision(ALLOWED.name, Collections.unmodifiableSet(hidden));
        }

        /** The caller is not authenticated. Authentication may help. */
        public static Decision unauthenticated() {
            return UNAUTHENTICATED;
        }

        /** The caller is authenticated but may not read the timeline. */
        public static Decision forbidden() {
            return FORBIDDEN;
        }

        /** Returns whether the caller may read the timeline. */
        public boolean isAllowed() {
            return name.equals(ALLOWED.name);
        }

        /** Returns whether the caller is refused because it is not authenticated. */
        public boolean isUnauthenticated() {
            return name.equals(UNAUTHENTICATED.name);
        }

        /** Returns the fields that stay hidden, including the summary if it quotes one; unmodifiable, and empty for a refusal. */
        public Set<HiddenField> hidden() {
            return hidden;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Decision that && name.equals(that.name) && hidden.equals(that.hidden);
        }

        @Override
        public int hashCode() {
            return name.hashCode() ^ hidden.hashCode();
        }

        @Override
        public String toString() {
            return hidden.isEmpty() ? name : name + " without " + hidden;
        }
    }
}
