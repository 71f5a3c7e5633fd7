package com.example.shop;

import dev.activityservice.model.InvalidValueException;
import dev.activityservice.query.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Turns what Spring Security has verified into a {@link Principal}. The claims and the tenant come from the token only, never from a header,
 * the query or a body.
 */
final class Callers {

    private Callers() {}

    /** The claim with the tenant. The tokens of this program have it exactly once. */
    private static final String TENANT_CLAIM = "shop";

    /** Returns the caller with the claims and the tenant of the token; null if nobody is authenticated. */
    static Principal principal(Authentication authentication) {
        if (!(authentication instanceof JwtAuthenticationToken token)) {
            return null;
        }
        Map<String, List<String>> claims = new LinkedHashMap<>();
        token.getToken().getClaims().forEach((name, value) -> claims.put(name, texts(value)));
        Principal caller = Principal.of(token.getName(), claims);
        List<String> tenants = caller.claim(TENANT_CLAIM);
        // Omitted values also count, because two values of which one is omitted are not one value.
        boolean many = token.getToken().getClaim(TENANT_CLAIM) instanceof Collection<?> all && all.size() != 1;
        if (many || tenants.size() != 1) {
            return caller; // Without a tenant, the service refuses every read.
        }
        try {
            return caller.in(tenants.get(0));
        } catch (InvalidValueException e) {
            return caller;
        }
    }

    private static List<String> texts(Object value) {
        // A claim can be null, and a principal cannot contain null. An object is not a text that a rule could compare.
        Collection<?> values = value instanceof Collection<?> many ? many : Collections.singletonList(value);
        return values.stream()
                .filter(each -> each != null && !(each instanceof Map<?, ?>) && !(each instanceof Collection<?>))
                .map(String::valueOf)
                .toList();
    }
}
