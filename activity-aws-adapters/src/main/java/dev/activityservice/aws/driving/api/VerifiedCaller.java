package dev.activityservice.aws.driving.api;

import dev.activityservice.model.InvalidValueException;
import dev.activityservice.query.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the caller from the part of an event that only the gateway writes: {@code requestContext}. Names of fields and claims are
 * compared exactly. The table in {@code docs/http-api.md} has the form of the claims of each gateway, and its sources.
 *
 * @param rest whether the gateway is a REST API, whose Cognito authorizer separates groups by commas
 * @param tenantClaim the claim whose value is the tenant of the caller; null without tenants
 */
record VerifiedCaller(boolean rest, @Nullable String tenantClaim) {

    private static final String GROUPS = "cognito:groups";
    private static final String GUEST = "unauthenticated";

    /** Reads the caller of payload 1.0; null without one. */
    @Nullable
    Principal fromPayload1(Map<String, @Nullable Object> context) {
        Map<String, @Nullable Object> authorizer = GatewayEvent.map(context.get("authorizer"));
        Principal claimant = claimant(GatewayEvent.map(authorizer.get("claims")));
        if (claimant != null) {
            return claimant;
        }
        String principalId = GatewayEvent.text(authorizer.get("principalId"));
        if (principalId != null) {
            return withTenant(Principal.of(principalId, claims(authorizer)), authorizer);
        }
        Map<String, @Nullable Object> identity = GatewayEvent.map(context.get("identity"));
        Object type = identity.get("cognitoAuthenticationType");
        Object amr = identity.get("cognitoAmr");
        Object cognitoId = identity.get("cognitoIdentityId");
        // Only an authentication shows that an identity of Cognito is not a guest.
        boolean unknown = type == null && amr == null && cognitoId != null && !cognitoId.equals("");
        return unknown || isGuest(type) || isGuest(amr) ? null : signer(identity.get("userArn"));
    }

    /** Reads the caller of payload 2.0; null without one. */
    @Nullable
    Principal fromPayload2(Map<String, @Nullable Object> context) {
        Map<String, @Nullable Object> authorizer = GatewayEvent.map(context.get("authorizer"));
        for (Object claims :
                Arrays.asList(GatewayEvent.map(authorizer.get("jwt")).get("claims"), authorizer.get("lambda"))) {
            Principal claimant = claimant(GatewayEvent.map(claims));
            if (claimant != null) {
                return claimant;
            }
        }
        Map<String, @Nullable Object> iam = GatewayEvent.map(authorizer.get("iam"));
        Object cognito = iam.get("cognitoIdentity");
        boolean guest = cognito != null
                && isGuest(Objects.requireNonNullElse(GatewayEvent.map(cognito).get("amr"), GUEST));
        return guest ? null : signer(iam.get("userArn"));
    }

    private @Nullable Principal claimant(Map<String, @Nullable Object> map) {
        Map<String, List<String>> claims = claims(map);
        List<String> groups = claims.get(GROUPS);
        if (rest && groups != null && hasOnlyText(map)) {
            // The native JWT authorizer sends JSON types, so that its texts are not lists.
            List<String> parts = parts(groups.get(0));
            if (parts.isEmpty()) {
                claims.remove(GROUPS);
            } else {
                claims.put(GROUPS, parts);
            }
        }
        return claims.isEmpty() ? null : withTenant(Principal.of(subject(claims), claims), map);
    }

    /** Returns the caller in the one valid tenant that its claim has; without a tenant if the claim is absent or has more values. */
    private Principal withTenant(Principal caller, Map<String, @Nullable Object> claims) {
        Object value = tenantClaim == null ? null : claims.get(tenantClaim);
        if (value instanceof List<?> list) {
            // Counted before elements are omitted, because two values of which one is omitted are not one value.
            value = list.size() == 1 ? list.get(0) : null;
        }
        if (!isScalar(value)) {
            return caller;
        }
        try {
            return caller.in(String.valueOf(value));
        } catch (InvalidValueException e) {
            return caller;
        }
    }

    /**
     * An ARN is only an id: its last part may be the name of a session, which the caller chooses, so it is not a claim that a policy
     * could compare.
     */
    private static @Nullable Principal signer(@Nullable Object userArn) {
        String arn = GatewayEvent.text(userArn);
        return arn == null ? null : Principal.of(arn);
    }

    /**
     * Whether Cognito gave the credentials to a guest, who has not signed in. An authentication in another form than the gateway's is
     * also a guest's, because it does not show that the caller has signed in.
     */
    private static boolean isGuest(@Nullable Object authentication) {
        if (authentication instanceof List<?> list) {
            boolean guest = list.isEmpty();
            for (Object each : list) {
                guest |= each == null || isGuest(each);
            }
            return guest;
        }
        return authentication instanceof String text ? text.strip().equalsIgnoreCase(GUEST) : authentication != null;
    }

    private static String subject(Map<String, List<String>> claims) {
        for (String name : List.of("sub", "principalId", "client_id")) {
            List<String> values = claims.getOrDefault(name, List.of());
            if (values.size() == 1 && !values.get(0).isBlank()) {
                return values.get(0);
            }
        }
        return "authenticated";
    }

    /**
     * Returns the values of each claim, and omits objects. Only a REST API's native JWT authorizer and the context of an HTTP API's
     * Lambda authorizer have arrays. An HTTP API sends an array of a token as the string {@code [a b]}, which stays one value, because
     * splitting would turn the group "support readonly" into the group "support".
     */
    private static Map<String, List<String>> claims(Map<String, @Nullable Object> map) {
        Map<String, List<String>> claims = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            List<String> values = new ArrayList<>();
            for (Object each : value instanceof List<?> list ? list : Collections.singletonList(value)) {
                if (isScalar(each)) {
                    values.add(String.valueOf(each));
                }
            }
            if (!values.isEmpty()) {
                claims.put(name, values);
            }
        });
        return claims;
    }

    private static boolean isScalar(@Nullable Object value) {
        return value instanceof String
                || value instanceof NumberText
                || value instanceof Number
                || value instanceof Boolean;
    }

    private static boolean hasOnlyText(Map<String, @Nullable Object> claims) {
        for (Object value : claims.values()) {
            if (value != null && !(value instanceof String)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> parts(String groups) {
        List<String> parts = new ArrayList<>();
        for (String group : groups.split(",", -1)) {
            if (!group.isEmpty()) {
                parts.add(group);
            }
        }
        return parts;
    }
}
