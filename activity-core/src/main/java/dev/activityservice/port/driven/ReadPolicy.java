package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.query.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may read which timeline, before any read. Implementations are thread-safe. They do not look at stored data, so that a
 * refusal reveals nothing about it.
 */
@FunctionalInterface
public interface ReadPolicy {

    /**
     * Returns whether the caller may read the entity's timeline.
     *
     * @param principal the caller; null if it is not authenticated
     */
    Decision decide(@Nullable Principal principal, EntityRef entity);

    /** Refuses every read. This is the default, so that a forgotten policy allows nothing. */
    static ReadPolicy denyAll() {
        return (principal, entity) -> principal == null ? Decision.UNAUTHENTICATED : Decision.FORBIDDEN;
    }

    /** Allows every read, also without authentication. Use it only locally and in tests. */
    static ReadPolicy allowAll() {
        return (principal, entity) -> Decision.ALLOWED;
    }

    /** Allows every read by an authenticated caller. */
    static ReadPolicy authenticated() {
        return (principal, entity) -> principal == null ? Decision.UNAUTHENTICATED : Decision.ALLOWED;
    }

    /** Allows a caller to read only the entity of the given type whose id equals the caller's claim. */
    static ReadPolicy claim(String claim, String entityType) {
        EntityRef.requireType(entityType);
        return (principal, entity) -> {
            if (principal == null) {
                return Decision.UNAUTHENTICATED;
            }
            boolean own = entity.type().equals(entityType)
                    && entity.id().equals(principal.claims().get(claim));
            return own ? Decision.ALLOWED : Decision.FORBIDDEN;
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
                "Invalid read policy: expected authenticated, claim:<claim>=<entity type> or allow-all, not \"" + text
                        + "\"");
    }

    /** The result of a policy. */
    enum Decision {
        /** The caller may read the timeline. */
        ALLOWED,
        /** The caller is not authenticated. Authentication may help. */
        UNAUTHENTICATED,
        /** The caller is authenticated but may not read the timeline. */
        FORBIDDEN
    }
}
