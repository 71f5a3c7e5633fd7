package dev.activityservice.testbed.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackGuardTest {

    private final LoopbackGuard guard = new LoopbackGuard(Set.of("stack"), Set.of("https://shop.example"));

    LoopbackGuardTest() {
        guard.own(8080);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LocalHost.:8080",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.8.9.10:65535",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]:8080",
                "[::FFFF:127.0.0.1]",
                "Stack:8080",
                "stack."
            })
    void f75_a_host_that_names_this_machine_is_answered(String host) {
        assertThat(guard.refusal(List.of(host), List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example:8080",
                "127.0.0.1.evil.example",
                "evil.example:127.0.0.1",
                "localhost@evil.example",
                "user@localhost",
                "192.168.0.1:8080",
                "0.0.0.0",
                "128.0.0.1",
                "[::2]:8080",
                "[fe80::1]",
                "[::ffff:10.0.0.1]",
                "[evil.example]",
                "localhost, evil.example",
                "localhost evil",
                "localhost..",
                "locаlhost",
                "stack.example"
            })
    void f75_another_host_is_refused(String host) {
        assertThat(guard.refusal(List.of(host), List.of()))
                .startsWith("The header Host must name this machine (localhost, 127.0.0.1 or [::1]), not \"");
        assertThat(guard.refusal(List.of("localhost", host), List.of())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "https://shop.example"})
    void f75_an_own_or_allowed_origin_is_answered(String origin) {
        assertThat(guard.refusal(List.of("localhost:8080"), List.of(origin))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "http://evil.example",
                "http://localhost",
                "http://localhost:3000",
                "https://shop.example.evil.example",
                "https://shop.example:444",
                "http://shop.example",
                "http://evil.example:8080",
                "file://",
                "http://localhost:8080@evil.example",
                "http://localhost:99999999"
            })
    void f75_another_origin_is_refused(String origin) {
        assertThat(guard.refusal(List.of("localhost:8080"), List.of(origin)))
                .startsWith("The header Origin must be absent, this server, or an allowed origin, not \"");
    }

    @Test
    void a_request_without_both_headers_is_answered() {
        assertThat(guard.refusal(List.of(), List.of())).isNull();
    }

    @Test
    void a_refusal_is_printable_and_bounded() {
        assertThat(guard.refusal(List.of("\u001b[31m\"\u202e" + "x".repeat(10_000)), List.of()))
                .hasSizeLessThan(300)
                .matches("[ -~]+");
    }
}
