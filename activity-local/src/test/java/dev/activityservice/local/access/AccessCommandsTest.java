package dev.activityservice.local.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.lambda.AuditHash;
import dev.activityservice.local.CommandResult;
import dev.activityservice.local.SharedStack;
import dev.activityservice.model.EntityRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the output and the exit codes of {@code token}, {@code may} and {@code audit-hash}. */
class AccessCommandsTest {

    @TempDir
    Path folder;

    private String policy = "";

    @BeforeEach
    void writePolicy() throws IOException {
        policy = Files.writeString(folder.resolve("policy.json"), """
                        {"version": 1, "rules": [
                          {"claim": "groups", "has": "support", "may": ["*"]},
                          {"claim": "groups", "has": "audit", "may": ["order"], "hide": ["attributes"]},
                          {"claim": "sub", "is": "user"},
                          {"claim": "sub", "is": "user", "of": ["order"], "hide": ["trace"]}]}
                        """).toString();
    }

    @Test
    void may_names_the_rule_and_the_hidden_fields() {
        assertThat(may("{\"sub\":\"U-7\"}", "user/U-7"))
                .isEqualTo(new CommandResult(0, "allowed by rules/2, with all fields\n", ""));
        assertThat(may("{\"groups\":[\"a\",\"support\"]}", "order/a/b"))
                .isEqualTo(new CommandResult(0, "allowed by rules/0, with all fields\n", ""));
        assertThat(may("{\"groups\":[\"audit\"]}", "order/1"))
                .isEqualTo(new CommandResult(0, "allowed by rules/1, hidden: attributes, summary\n", ""));
        assertThat(may("{\"groups\":[\"audit\"],\"sub\":\"U-7\"}", "order/1")).isEqualTo(new CommandResult(0, """
                        allowed by rules/1, hidden: attributes, summary
                        if user "U-7" is a reader of order "1": allowed by rules/3, hidden: trace
                        """, ""));
    }

    @Test
    void may_reports_a_refusal_and_what_an_edge_would_change() {
        assertThat(may("{\"sub\":\"U-7\"}", "user/U-8"))
                .isEqualTo(new CommandResult(3, "refused (403): no rule allows the read\n", ""));
        assertThat(may("{\"sub\":\"U-7\"}", "order/1")).isEqualTo(new CommandResult(4, """
                        refused (403): no rule allows the read
                        if user "U-7" is a reader of order "1": allowed by rules/3, hidden: trace
                        """, ""));
        assertThat(CommandResult.run("may", "--read-policy", policy, "order/1"))
                .isEqualTo(new CommandResult(3, "refused (401): the caller has no token (--claims)\n", ""));
        assertThat(CommandResult.run("may", "--read-policy", "claim:sub=user", "--claims", "{\"sub\":7}", "user/7"))
                .isEqualTo(new CommandResult(0, "allowed by claim, with all fields\n", ""));
    }

    @Test
    void may_reads_claims_like_the_find_function() {
        for (String claims : List.of(
                "{\"groups\":\"support readonly\"}",
                "{\"groups\":[[\"support\"]]}",
                "{\"Groups\":\"support\"}",
                "{\"cognito:groups\":\"support\"}",
                "{\"groups\":{\"support\":true}}")) {
            assertThat(may(claims, "order/1").code()).as(claims).isEqualTo(3);
        }
        String[] tenant = {"may", "--read-policy", policy, "--tenant-claim", "org", "--claims", "", "order/1"};
        for (String org : List.of("[\"a\",\"b\"]", "[]", "\"\"", "\"a b\"", "null")) {
            tenant[6] = "{\"groups\":[\"support\"],\"org\":" + org + "}";
            assertThat(CommandResult.run(tenant))
                    .as(org)
                    .isEqualTo(new CommandResult(
                            3,
                            "refused (403): the claim \"org\" must have exactly one valid value, which is the tenant\n",
                            ""));
        }
        tenant[6] = "{\"groups\":[\"support\"],\"org\":\"a\"}";
        assertThat(CommandResult.run(tenant).code()).isZero();
    }

    @Test
    void may_reports_all_faults_of_a_policy_and_wrong_arguments() throws IOException {
        Path faulty = Files.writeString(
                folder.resolve("faulty.json"),
                "{\"version\": 1, \"rules\": [{\"claim\": \"sub\", \"iss\": \"user\"}, {}]}");

        CommandResult faults = CommandResult.run("may", "--read-policy", faulty.toString(), "order/1");

        assertThat(faults.code()).isEqualTo(1);
        assertThat(faults.error())
                .startsWith("Cannot use the read policy " + faulty + ". ")
                .contains("/rules/0", "/rules/1");
        assertThat(CommandResult.run("may", "--read-policy", "none.json", "order/1"))
                .isEqualTo(new CommandResult(
                        1,
                        "",
                        "Cannot read the read policy none.json: it is neither a file nor a classpath resource\n"));
        assertThat(CommandResult.run("may", "--claims", "{}", "order/1").error())
                .startsWith("Missing required option: '--read-policy=FILE'");
        for (List<String> wrong : List.of(
                List.of("order"),
                List.of("or der/1"),
                List.of("order/"),
                List.of("--claims=[]", "order/1"),
                List.<String>of())) {
            String[] arguments = Stream.concat(List.of("may", "--read-policy", policy).stream(), wrong.stream())
                    .toArray(String[]::new);
            assertThat(CommandResult.run(arguments).code()).as("%s", wrong).isEqualTo(2);
        }
    }

    @Test
    void token_says_what_to_do_if_there_is_no_stack_or_no_policy() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        int open = SharedStack.STACK.endpoint().getPort();

        assertThat(CommandResult.run("token", "--port", String.valueOf(unused)))
                .isEqualTo(
                        new CommandResult(
                                1,
                                "",
                                "Cannot reach a local stack at port " + unused
                                        + " (--port): start it with \"make run ARGS='--read-policy FILE'\" in another terminal\n"));
        assertThat(CommandResult.run("token", "--port", String.valueOf(open)))
                .isEqualTo(new CommandResult(
                        1,
                        "",
                        "The local stack at port " + open
                                + " must have a read policy, because otherwise reads need no token: start it with"
                                + " \"make run ARGS='--read-policy FILE'\"\n"));
        assertThat(CommandResult.run("token", "--claims", "{").code()).isEqualTo(2);
    }

    @Test
    void audit_hash_prints_the_hash_of_the_log() {
        EntityRef order = EntityRef.of("order", "ORD-1");

        assertThat(CommandResult.run("audit-hash", "order/ORD-1"))
                .isEqualTo(new CommandResult(0, AuditHash.of(null).hash(order) + "\n", ""));
        assertThat(CommandResult.run("audit-hash", "--audit-key", "secret", "order/ORD-1"))
                .isEqualTo(new CommandResult(0, AuditHash.of("secret").hash(order) + "\n", ""));
        assertThat(CommandResult.run("audit-hash", "order").code()).isEqualTo(2);
    }

    private CommandResult may(String claims, String entity) {
        return CommandResult.run("may", "--read-policy", policy, "--claims", claims, entity);
    }
}
