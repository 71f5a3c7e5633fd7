package com.example.shop;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** Replaces the parts that need AWS or an identity provider. */
@Configuration(proxyBeanMethods = false)
class TestParts {

    private static final RSAKey KEY = key();

    /** Returns a signed token of a user of a shop. */
    static String token(String user, String shop) {
        return token(user, Map.of("shop", shop));
    }

    /** Returns a signed token of a user with more claims. */
    static String token(String user, Map<String, Object> claims) {
        return new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(KEY)))
                .encode(JwtEncoderParameters.from(JwtClaimsSet.builder()
                        .subject(user)
                        .claims(all -> all.putAll(claims))
                        .build()))
                .getTokenValue();
    }

    @Bean
    JwtDecoder jwtDecoder() throws Exception {
        return NimbusJwtDecoder.withPublicKey(KEY.toRSAPublicKey()).build();
    }

    /** Instead of the store in DynamoDB. */
    @Bean
    InMemoryActivityStore activityStore() {
        return InMemoryActivityStore.create();
    }

    @Bean
    InMemoryMetricReader metricReader() {
        return InMemoryMetricReader.create();
    }

    @Bean
    InMemorySpanExporter spanExporter() {
        return InMemorySpanExporter.create();
    }

    @Bean
    SpanProcessor spanProcessor(InMemorySpanExporter exporter) {
        return SimpleSpanProcessor.create(exporter);
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("test").generate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
