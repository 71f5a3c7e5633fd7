package com.example.shop;

import dev.activityservice.query.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Turns what Spring Security has verified into a {@link Principal}. */
final class Callers {

    private Callers() {}

    /** Returns the caller with the claims of the token; null if nobody is authenticated. */
    static Principal principal(Authentication authentication) {
        if (!(authentication instanceof JwtAuthenticationToken token)) {
            return null;
        }
        Map<String, List<String>> claims = new LinkedHashMap<>();
        token.getToken().getClaims().forEach((name, value) -> claims.put(name, texts(value)));
        return Principal.of(token.getName(), claims);
    }

    private static List<String> texts(Object value) {
        // A claim can be null, and a principal cannot contain null.
        Collection<?> values = value instanceof Collection<?> many ? many : Collections.singletonList(value);
        return values.stream().filter(Objects::nonNull).map(String::valueOf).toList();
    }
}
