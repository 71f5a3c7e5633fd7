package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.lambda.AuditHash;
import dev.activityservice.model.EntityRef;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditHashTest {

    private final StringWriter output = new StringWriter();
    private final StringWriter error = new StringWriter();

    @Test
    void the_hash_is_the_one_of_the_log_of_reads() {
        assertThat(run(Map.of(), "order/ORD-1")).isZero();
        assertThat(run(Map.of("ACTIVITY_AUDIT_KEY", "CANARY"), "order/a/b c", "--port", "0"))
                .isZero();
        assertThat(run(Map.of(), "--audit-key", "key", "order/ORD-1")).isZero();

        assertThat(output.toString().lines())
                .containsExactly(
                        AuditHash.of(null).hash(EntityRef.of("order", "ORD-1")),
                        AuditHash.of("CANARY").hash(EntityRef.of("order", "a/b c")),
                        AuditHash.of("key").hash(EntityRef.of("order", "ORD-1")));
        assertThat(error.toString()).isEmpty();
    }

    @Test
    void an_entity_that_is_not_one_is_an_error_without_the_key() {
        for (String wrong : new String[] {"order", "order/", "Ord er/1", "/1", ""}) {
            assertThat(run(Map.of("ACTIVITY_AUDIT_KEY", "CANARY"), wrong)).isEqualTo(2);
        }
        assertThat(run(Map.of("ACTIVITY_AUDIT_KEY", "CANARY"))).isEqualTo(2);
        assertThat(run(Map.of("ACTIVITY_AUDIT_KEY", "CANARY"), "--help")).isZero();

        assertThat(output.toString() + error).contains("TYPE/ID").doesNotContain("CANARY");
    }

    private int run(Map<String, String> environment, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "audit-hash";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine(environment)
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(error, true))
                .execute(all);
    }
}
