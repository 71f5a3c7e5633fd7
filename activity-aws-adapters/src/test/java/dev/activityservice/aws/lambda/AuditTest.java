package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final EntityRef ORDER = EntityRef.of("order", "ORD-1");

    private final List<String> lines = new ArrayList<>();

    /** The expected values are those of {@code printf order/ORD-1 | openssl dgst -sha256}, the second one with {@code -hmac key}. */
    @Test
    void the_hash_is_a_sha_256_of_type_and_id_or_an_hmac_under_the_key() {
        assertThat(AuditHash.of(null).hash(ORDER))
                .isEqualTo(AuditHash.of(" ").hash(ORDER))
                .isEqualTo("154a8e73ab2a661cb3a5f5f05eb7644966263f271b49f83433c0cd5522706d01");
        assertThat(AuditHash.of("key").hash(ORDER))
                .isEqualTo("9f0825d4f60feeda78892d8c6cec603e91f8cb8517306e0e2552915f724a0f10");
        assertThat(AuditHash.of("\u00fc\ud83d\ude00").hash(EntityRef.of("order", "\u00fc/\ud83d\ude00")))
                .isEqualTo("cd4f5b3844930fcc86d265d9a40f29a462a45f500ab4aaa54b071989ee401592");
        assertThat(AuditHash.of("CANARY").toString()).doesNotContain("CANARY");
    }

    @Test
    void f63_a_line_has_the_caller_a_hash_of_the_entity_the_outcome_and_the_rule() {
        ReadLog log = new ReadLog(lines::add, AuditHash.of("key"), false);
        Principal caller = Principal.of("U-7").with("sub", "U-7").in("acme");

        log.answered(caller, ORDER, Decision.allowed().by("rules/2"));
        log.answered(caller, ORDER, Decision.forbidden());
        log.answered(null, ORDER, Decision.unauthenticated());
        new ReadLog(lines::add, AuditHash.of("key"), true).answered(caller, ORDER, Decision.forbidden());

        String entity =
                "\"entity_type\":\"order\",\"entity\":\"" + AuditHash.of("key").hash(ORDER) + "\"";
        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"INFO\",\"event\":\"read\",\"principal\":\"U-7\"," + entity
                                + ",\"outcome\":\"allowed\",\"rule\":\"rules/2\"}",
                        "{\"level\":\"INFO\",\"event\":\"read\",\"principal\":\"U-7\"," + entity
                                + ",\"outcome\":\"forbidden\"}",
                        "{\"level\":\"INFO\",\"event\":\"read\"," + entity + ",\"outcome\":\"unauthenticated\"}",
                        "{\"level\":\"INFO\",\"event\":\"read\",\"principal\":\"U-7\",\"tenant\":\"acme\"," + entity
                                + ",\"outcome\":\"forbidden\"}");
    }

    @Test
    void f62_a_caller_cannot_write_a_second_line_or_another_field() {
        ReadLog log = new ReadLog(lines::add, AuditHash.of(null), false);

        log.answered(Principal.of("a\"}\n{\"event\":\"read\u202e\u001b[31m"), ORDER, Decision.allowed());

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .matches("[\\x20-\\x7e]+")
                        .contains("\"principal\":\"a\\\"}\\u000a{\\\"event\\\":\\\"read\\u202e\\u001b[31m\","));
    }

    @Test
    void callers_with_long_ids_stay_different() {
        ReadLog log = new ReadLog(lines::add, AuditHash.of(null), false);
        String prefix = "x".repeat(255);

        log.answered(Principal.of(prefix + "1"), ORDER, Decision.allowed());
        log.answered(Principal.of(prefix + "2"), ORDER, Decision.allowed());
        log.answered(Principal.of("x".repeat(100_000)), ORDER, Decision.allowed());

        assertThat(lines.get(0)).isNotEqualTo(lines.get(1));
        assertThat(lines.get(2)).hasSizeLessThan(1_400);
    }

    @Test
    void a_line_names_each_rule_that_allows_the_read() {
        ReadLog log = new ReadLog(lines::add, AuditHash.of(null), false);
        String rule = "{\"claim\":\"sub\",\"is\":\"order\"}";
        ReadPolicy policy =
                ReadPolicy.file("{\"version\":1,\"rules\":[" + String.join(",", Collections.nCopies(100, rule)) + "]}");
        Principal caller = Principal.of("ORD-1").with("sub", "ORD-1");

        log.answered(caller, ORDER, policy.decide(caller, ORDER));

        assertThat(lines).singleElement().satisfies(line -> assertThat(line).endsWith(",rules/98,rules/99\"}"));
    }

    @Test
    void a_line_that_cannot_be_written_does_not_fail_the_read() {
        ReadLog log = new ReadLog(
                line -> {
                    throw new IllegalStateException("full");
                },
                AuditHash.of(null),
                false);

        assertThatNoException().isThrownBy(() -> log.answered(null, ORDER, Decision.unauthenticated()));
    }
}
