package dev.activityservice.local.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forges and ages tokens: only a token that this issuer has signed, for its API, and that is valid now is accepted. */
class TokenIssuerTest {

    private static final URI ISSUER = URI.create("http://127.0.0.1:8080");
    private static final SigningKey KEY = SigningKey.inMemory();
    private static final SigningKey OTHER = SigningKey.inMemory();
    private static final String SIGNED = "The token must be signed by this stack with RS256";
    private static final String JWT = "The token must be a signed JWT";
    private static final String FOR_THIS_STACK =
            "The token must be for this stack (iss and aud), must have an expiry, and must be valid now (nbf)";

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private final TokenIssuer tokens = new TokenIssuer(ISSUER, KEY, () -> now);

    @Test
    void the_claims_keep_their_json_types() throws Exception {
        ObjectNode claims = ClaimsJson.parse(
                "{\"sub\":\"U-7\",\"groups\":[\"support\",\"a b\"],\"level\":9007199254740993,\"rate\":1.10,\"admin\":true,"
                        + "\"address\":{\"city\":\"X\"},\"none\":null}");

        String token = tokens.issue(claims, Duration.ofHours(1));

        assertThat(tokens.verify(token).toString())
                .isEqualTo(claims.toString().replaceFirst("}$", "")
                        + ",\"iss\":\"http://127.0.0.1:8080\",\"aud\":\"ActivityService-api-local\",\"iat\":1772442000,"
                        + "\"nbf\":1772442000,\"exp\":1772445600}");
    }

    @Test
    void f59_a_token_is_accepted_from_its_start_to_its_expiry_with_five_seconds_of_skew() throws Exception {
        String token = tokens.issue(ClaimsJson.parse("{}"), Duration.ofSeconds(60));
        Instant start = now;

        for (long second : new long[] {-4, 0, 59, 64}) {
            now = start.plusSeconds(second);
            assertThat(tokens.verify(token).path("exp").asLong()).isEqualTo(start.getEpochSecond() + 60);
        }
        now = start.plusSeconds(66);
        refused(token, "The token has expired");
        now = start.minusSeconds(7);
        refused(token, FOR_THIS_STACK);
    }

    @Test
    void f59_a_token_of_another_issuer_or_for_another_audience_is_refused() throws Exception {
        String own = "\"iss\":\"" + ISSUER + "\",\"aud\":\"" + TokenIssuer.AUDIENCE + "\",\"exp\":1772445600";
        tokens.verify(signed(KEY, "{" + own + "}"));
        tokens.verify(signed(KEY, "{" + own.replace("\"Act", "[\"x\",\"Act").replace("local\"", "local\"]") + "}"));

        for (String claims : List.of(
                own.replace("8080", "8081"),
                own.replace("ActivityService", "Other"),
                own.replaceFirst("\"iss\":[^,]*,", ""),
                own.replaceFirst("\"aud\":[^,]*,", ""),
                own.replaceFirst(",\"exp\":.*", ""),
                own.replaceFirst("\"exp\":.*", "\"exp\":null"),
                own + ",\"nbf\":1772445000")) {
            refused(signed(KEY, "{" + claims + "}"), FOR_THIS_STACK);
        }
        assertThatThrownBy(() -> tokens.verify(
                        signed(KEY, "{" + own.replace("\"exp\":1772445600", "\"exp\":\"tomorrow\"") + "}")))
                .isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void f59_a_token_that_another_key_or_algorithm_has_signed_is_refused() throws Exception {
        String token = tokens.issue(ClaimsJson.parse("{\"sub\":\"U-7\"}"), Duration.ofHours(1));
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String publicKey = KEY.pair().toPublicJWK().toJSONString();

        refused(signed(OTHER, claims), SIGNED);
        refused(signed(KEY.pair().getKeyID(), OTHER.pair(), claims), SIGNED);
        refused(parts[0] + "." + base64(claims.replace("U-7", "U-8")) + "." + parts[2], SIGNED);
        refused(parts[0] + "." + parts[1] + "." + new StringBuilder(parts[2]).reverse(), SIGNED);
        refused(mac(publicKey, claims), SIGNED);
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            refused(signed(new JWSHeader.Builder(algorithm), KEY.pair(), claims), SIGNED);
        }
        refused(
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .jwk(OTHER.pair().toPublicJWK()),
                        OTHER.pair(),
                        claims),
                SIGNED);
    }

    @Test
    void f59_a_text_that_is_not_a_signed_jwt_is_refused() throws Exception {
        String token = tokens.issue(ClaimsJson.parse("{}"), Duration.ofHours(1));
        String[] parts = token.split("\\.", -1);

        for (String text : List.of(
                "",
                ".",
                "..",
                "a.b.c",
                parts[0],
                parts[0] + "." + parts[1],
                parts[0] + "." + parts[1] + ".",
                base64("null") + "." + parts[1] + "." + parts[2],
                base64("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                base64("{\"alg\":\"NONE\"}") + "." + parts[1] + "." + parts[2],
                base64("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A128GCM\"}") + ".a.b.c.d",
                token + "." + parts[2])) {
            assertThatThrownBy(() -> tokens.verify(text))
                    .as(text)
                    .isInstanceOf(InvalidTokenException.class)
                    .satisfies(e -> assertThat(e.getMessage()).isIn(JWT, SIGNED));
        }
    }

    @Test
    void a_token_has_neither_claims_of_the_issuer_nor_another_validity() {
        for (String name : List.of("iss", "aud", "iat", "nbf", "exp")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tokens.issue(ClaimsJson.parse("{\"" + name + "\":1}"), Duration.ofHours(1)))
                    .withMessageStartingWith(
                            "The claim \"" + name + "\" must be absent, because the local stack sets it");
        }
        for (Duration validity : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(366))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tokens.issue(ClaimsJson.parse("{}"), validity))
                    .withMessage("The validity of a token must be 1 to 31536000 seconds, not " + validity.toSeconds());
        }
        for (String claims : List.of("", "[]", "\"a\"", "{\"a\":1,\"a\":2}", "{} {}", "{", "null", "{'a':1}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClaimsJson.parse(claims))
                    .withMessageStartingWith("Claims must be one JSON object without duplicate names");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":[\"U-7\",\"U-8\"]}",
                "{\"sub\":true}",
                "{\"jti\":7}",
                "{\"level\":1e400}",
                "{\"name\":\"\\ud800\"}"
            })
    void claims_that_no_accepted_token_could_have_are_refused_before_a_token_is_issued(String claims) throws Exception {
        ObjectNode tree = (ObjectNode) ClaimsJson.JSON.readTree(claims);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClaimsJson.parse(claims))
                .withMessageStartingWith("Cannot put the claims into a token: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.issue(tree, Duration.ofHours(1)))
                .withMessageStartingWith("Cannot put the claims into a token: ");
    }

    @Test
    void nested_claims_are_issued_only_if_the_token_is_accepted() {
        for (int depth : new int[] {10, 200, 300, 600, 998}) {
            String claims = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            try {
                String token = tokens.issue(ClaimsJson.parse(claims), Duration.ofHours(1));
                assertThatNoException().as("depth %d", depth).isThrownBy(() -> tokens.verify(token));
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("Cannot put the claims into a token: ");
            }
        }
    }

    @Test
    void the_key_set_has_only_the_public_key() throws Exception {
        assertThat(tokens.metadata())
                .startsWith(
                        "{\"issuer\":\"http://127.0.0.1:8080\",\"jwks_uri\":\"http://127.0.0.1:8080/.well-known/jwks.json\"");
        ObjectNode key =
                (ObjectNode) ClaimsJson.parse(tokens.keySet()).path("keys").path(0);
        assertThat(key.fieldNames()).toIterable().containsExactlyInAnyOrder("kty", "e", "use", "kid", "n");
    }

    private void refused(String token, String message) {
        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessage(message);
    }

    private static String signed(SigningKey key, String claims) throws JOSEException {
        return signed(key.pair().getKeyID(), key.pair(), claims);
    }

    private static String signed(String keyId, RSAKey key, String claims) throws JOSEException {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId), key, claims);
    }

    private static String signed(JWSHeader.Builder header, RSAKey key, String claims) throws JOSEException {
        JWSObject token = new JWSObject(header.build(), new Payload(claims));
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** The attack that uses the public key as the secret of a MAC. */
    private static String mac(String publicKey, String claims) throws JOSEException {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(KEY.pair().getKeyID())
                        .build(),
                new Payload(claims));
        token.sign(new MACSigner(publicKey.getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
