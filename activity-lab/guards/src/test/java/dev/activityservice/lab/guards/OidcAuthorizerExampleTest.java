package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of {@code examples/oidc-authorizer}, and reads with its read policy what the function passes on. Skipped without Node 20,
 * npm, and the package that the function needs.
 */
class OidcAuthorizerExampleTest {

    private static final Path FOLDER = Path.of("target", "oidc-authorizer").toAbsolutePath();

    /** Calls the function with a token of a fictitious issuer, and prints what a gateway makes of the answer: a line for each text. */
    private static final String CALL = """
            import { generateKeyPairSync, sign } from "node:crypto";
            Object.assign(process.env, { ISSUER: "https://issuer.example", AUDIENCE: "activities" });
            const { handler, verifier } = await import("./index.mjs");
            const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
            verifier.cacheJwks({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] });
            const claims = { iss: "https://issuer.example", aud: "activities", exp: Math.floor(Date.now() / 1000) + 60, ...JSON.parse(process.argv[1]) };
            const parts = [{ alg: "RS256", kid: "k" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
            const token = parts + "." + sign("sha256", Buffer.from(parts), privateKey).toString("base64url");
            const { principalId, context } = await handler({ methodArn: "a/b/GET/c", headers: { Authorization: "Bearer " + token } });
            for (const [name, value] of Object.entries({ ...context, principalId })) console.log(name + "=" + value);
            """;

    private final Repository repository = Repository.here();

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Matcher node = Pattern.compile("v([0-9]+)\\..*")
                .matcher(run("node", "--version").output());
        assumeTrue(node.lookingAt() && Integer.parseInt(node.group(1)) >= 20, "Node 20 or newer is needed");
        assumeTrue(run("npm", "--version").succeeded(), "npm is needed");
        Files.createDirectories(FOLDER);
        Path source = Repository.here().root().resolve("examples/oidc-authorizer");
        for (String file :
                List.of("index.mjs", "context.mjs", "index.test.mjs", "package.json", "package-lock.json", ".npmrc")) {
            Files.copy(source.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        boolean installed =
                run("npm", "ci", "--offline", "--no-audit", "--no-fund").succeeded()
                        || run("npm", "ci", "--no-audit", "--no-fund").succeeded();
        assumeTrue(installed, "npm cannot install the package aws-jwt-verify");
    }

    @Test
    void the_tests_of_the_function_pass() throws IOException, InterruptedException {
        Result result = run("node", "--test", "--test-reporter=tap");

        assertThat(result.succeeded()).describedAs(result.output()).isTrue();
        Matcher passed = Pattern.compile("(?m)^# pass ([0-9]+)$").matcher(result.output());
        assertThat(passed.find()).isTrue();
        assertThat(Integer.parseInt(passed.group(1))).isGreaterThanOrEqualTo(18);
        assertThat(result.output()).contains("# fail 0\n").contains("# skipped 0\n");
    }

    @Test
    void the_read_policy_reads_the_claims_that_the_function_passes_on() throws IOException, InterruptedException {
        String customer = "{\"sub\": \"U-7\", \"groups\": [\"staff\", \"supporters\"]}";
        String support = "{\"sub\": \"S-1\", \"groups\": [\"staff\", \"support\"]}";
        String comma = "{\"sub\": \"S-2\", \"groups\": [\"guests,support\"]}";

        assertThat(status(customer, "user/U-7")).isEqualTo(200);
        assertThat(status(customer, "user/U-8")).isEqualTo(403);
        assertThat(status(support, "user/U-8")).isEqualTo(200);
        assertThat(status(comma, "user/U-8")).isEqualTo(403);
    }

    private int status(String claims, String entity) throws IOException, InterruptedException {
        Result called = run("node", "--input-type=module", "-e", CALL, claims);
        assertThat(called.succeeded()).describedAs(called.output()).isTrue();
        Map<String, Object> authorizer = new HashMap<>();
        called.output()
                .lines()
                .forEach(line ->
                        authorizer.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        GatewayApi api = GatewayApi.builder(ActivityService.builder(InMemoryActivityStore.create())
                        .readPolicy(ReadPolicy.file(repository.read("examples/oidc-authorizer/read-policy.json")))
                        .build())
                .build();
        Map<String, Object> event = Map.of(
                "resource",
                "/api/activity/{entity_type}/{entity_id}",
                "path",
                "/api/activity/" + entity,
                "httpMethod",
                "GET",
                "headers",
                Map.of(),
                "requestContext",
                Map.of("authorizer", authorizer));
        return api.handle(event, Deadline.after(Duration.ofSeconds(5), System::nanoTime))
                .status();
    }

    private record Result(int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }
    }

    private static Result run(String... command) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Path output = Files.createTempFile("output", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Result(-1, Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            // The program does not exist.
            return new Result(-1, String.valueOf(e.getMessage()));
        } finally {
            Files.delete(output);
        }
    }
}
