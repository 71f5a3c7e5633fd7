package dev.activityservice.local.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signs tokens (RFC 7519) for the callers of one stack, and verifies them. The algorithm is RS256 only, because the JWT authorizers of
 * API Gateway accept only RSA. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html">the authorizers</a>
 */
public final class TokenIssuer {

    /** The audience of the tokens: the name of the API. */
    public static final String AUDIENCE = "ActivityService-api-local";

    /** The path of the issuer's metadata (OpenID Connect Discovery 1.0, section 4). */
    public static final String METADATA = "/.well-known/openid-configuration";

    /** The path of the public key, as a JSON Web Key Set (RFC 7517, section 5). */
    public static final String KEY_SET = "/.well-known/jwks.json";

    /** Default validity of a token. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);

    /** Maximum validity of a token. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(365);

    /** Largest accepted difference between the clocks of the issuer and the verifier. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    /** Claims that the issuer sets. */
    static final List<String> OWN_CLAIMS = List.of("iss", "aud", "iat", "nbf", "exp");

    private final URI issuer;
    private final SigningKey key;
    private final InstantSource clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** @param issuer the URL of the stack, without a path */
    public TokenIssuer(URI issuer, SigningKey key, InstantSource clock) {
        this.issuer = issuer;
        this.key = key;
        this.clock = clock;
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.RS256, new ImmutableJWKSet<>(new JWKSet(key.pair().toPublicJWK()))));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        AUDIENCE,
                        new JWTClaimsSet.Builder().issuer(issuer.toString()).build(),
                        Set.of("exp")) {
                    @Override
                    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
                        super.verify(claims, context);
                        // The library requires only the name, so that a null would be a token without an end.
                        if (claims.getExpirationTime() == null) {
                            throw new BadJWTException("The expiry must be a number");
                        }
                    }

                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** Returns the metadata of the issuer, which names the key set. */
    public String metadata() {
        ObjectNode metadata = JsonNodeFactory.instance
                .objectNode()
                .put("issuer", issuer.toString())
                .put("jwks_uri", issuer + KEY_SET);
        metadata.putArray("id_token_signing_alg_values_supported").add(JWSAlgorithm.RS256.getName());
        metadata.putArray("response_types_supported").add("id_token");
        metadata.putArray("subject_types_supported").add("public");
        return metadata.toString();
    }

    /** Returns the public key as a JSON Web Key Set. */
    public String keySet() {
        return new JWKSet(key.pair().toPublicJWK()).toString();
    }

    /**
     * Returns a signed token with these claims, and with the issuer, the audience and the times.
     *
     * @param validity 1 second to 365 days
     * @throws IllegalArgumentException if the validity is outside the range, a claim is one that the issuer sets, or a token with the
     *     claims would not be accepted
     */
    public String issue(ObjectNode claims, Duration validity) {
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new IllegalArgumentException("The validity of a token must be 1 to " + MAX_VALIDITY.toSeconds()
                    + " seconds, not " + validity.toSeconds());
        }
        for (String name : OWN_CLAIMS) {
            if (claims.has(name)) {
                throw new IllegalArgumentException(
                        "The claim \"" + name + "\" must be absent, because the local stack sets it"
                                + (name.equals("exp") ? "; use --expires-in" : ""));
            }
        }
        ClaimsJson.requireTokenClaims(claims);
        Instant now = clock.instant();
        ObjectNode all = claims.deepCopy()
                .put("iss", issuer.toString())
                .put("aud", AUDIENCE)
                .put("iat", now.getEpochSecond())
                .put("nbf", now.getEpochSecond())
                .put("exp", now.plus(validity).getEpochSecond());
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.pair().getKeyID())
                        .build(),
                new Payload(all.toString()));
        try {
            token.sign(new RSASSASigner(key.pair()));
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot sign a token", e);
        }
        return token.serialize();
    }

    /**
     * Returns the claims of a token with their JSON types, if the signature, the algorithm, the issuer, the audience and the times are
     * right.
     *
     * @throws InvalidTokenException otherwise
     */
    public JsonNode verify(String token) throws InvalidTokenException {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            processor.process(signed, null);
            return ClaimsJson.JSON.readTree(signed.getPayload().toString());
        } catch (ExpiredJWTException e) {
            throw new InvalidTokenException("The token has expired");
        } catch (BadJWTException e) {
            throw new InvalidTokenException(
                    "The token must be for this stack (iss and aud), must have an expiry, and must be valid now (nbf)");
        } catch (BadJOSEException | JOSEException e) {
            throw new InvalidTokenException("The token must be signed by this stack with RS256");
        } catch (ParseException | JsonProcessingException | RuntimeException e) {
            // The library also throws unchecked exceptions, for example if the header is the JSON value null.
            throw new InvalidTokenException("The token must be a signed JWT");
        }
    }
}
