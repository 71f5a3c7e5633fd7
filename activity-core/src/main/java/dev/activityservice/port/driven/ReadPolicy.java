package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.query.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who may read which timeline; asked before any read. Implementations are thread-safe and do not look at what is stored, so
 * that a refusal tells nothing about it.
 */
@FunctionalInterface
public interface ReadPolicy {

    /** @param principal null for a caller that nobody has authenticated */
    Decision decide(@Nullable Principal principal, EntityRef entity);

    /** Nobody may read anything: the default, so that forgetting a policy opens nothing. */
    static ReadPolicy denyAll() {
        return (principal, entity) -> principal == null ? Decision.UNAUTHENTICATED : Decision.FORBIDDEN;
    }

    /** Everybody may read everything, authenticated or not: for a local stack and for tests. */
    static ReadPolicy allowAll() {
        return (principal, entity) -> Decision.ALLOWED;
    }

    /** Every authenticated caller may read everything. */
    static ReadPolicy authenticated() {
        return (principal, entity) -> principal == null ? Decision.UNAUTHENTICATED : Decision.ALLOWED;
    }

    /** A caller may read the one entity of the given type whose id is the caller's claim, and nothing else. */
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
     * Reads {@code authenticated}, {@code claim:<claim>=<entity type>} or {@code allow-all}; throws
     * {@link IllegalArgumentException} for anything else.
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
        throw new IllegalArgumentException("Invalid read policy: \"" + text
                + "\" is none of authenticated, claim:<claim>=<entity type>, allow-all");
    }

    /** What a policy says. */
    enum Decision {
        ALLOWED,
        /** The caller is not known; knowing who it is might help. */
        UNAUTHENTICATED,
        /** The caller is known and may not. */
        FORBIDDEN
    }
}
