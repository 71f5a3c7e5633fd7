package dev.activityservice.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.LocalTable;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads what through the deployed functions, with tenants, readers and a policy file, on DynamoDB Local. */
class ReadAccessTest {

    private static final String CATALOG = """
            {"version":1,"tenant":"/data/tenant","events":{"orders.orderCreated.v1":{"entities":[
            {"type":"order","id":"/data/orderNumber"},{"type":"user","id":"/data/userId"}],
            "actor":{"id":"/data/userId"},"summary":"Order {order}","readers":{"order":["user"]}}}}""";

    private static final String POLICY = """
            {"version":1,"rules":[
            {"claim":"groups","has":"support","may":["*"]},
            {"claim":"sub","is":"user"},
            {"claim":"sub","is":"user","of":["order"],"hide":["actor"]}]}""";

    @TempDir
    static Path folder;

    private static String policyFile = "";

    private final Recording recording = new Recording();

    @BeforeAll
    static void record_orders_of_two_tenants() throws IOException {
        policyFile = Files.writeString(folder.resolve("policy.json"), POLICY).toString();
        Map<String, String> environment = environment(LocalTable.endpoint().toString());
        environment.put(
                "ACTIVITY_CATALOG",
                Files.writeString(folder.resolve("catalog.json"), CATALOG).toString());
        String[] records = {
            SqsEvents.record("m1", SqsEvents.quote(event("acme", "ORD-78", "U-7"))),
            SqsEvents.record("m2", SqsEvents.quote(event("evil", "ORD-78", "U-8")))
        };
        assertThat(invoke(new RecordActivitiesFunction(environment), SqsEvents.event(records)))
                .isEqualTo("{\"batchItemFailures\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sub\":\"U-7\"",
                "\"sub\":\"U-7\",\"groups\":[\"support\"]",
                "\"sub\":\"U-7\",\"groups\":[\"support\"],\"Tenant\":\"acme\"",
                "\"sub\":\"U-7\",\"groups\":[\"support\"],\"tenant\":null",
                "\"sub\":\"U-7\",\"groups\":[\"support\"],\"tenant\":\"\"",
                "\"sub\":\"U-7\",\"groups\":[\"support\"],\"tenant\":\"~acme~\"",
                "\"sub\":\"U-7\",\"groups\":[\"support\"],\"tenant\":{\"tenant\":\"acme\"}"
            })
    void f78_a_caller_without_a_tenant_gets_a_403_before_the_store_is_asked(String claims) throws IOException {
        assertRefused(claims);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tenant\":[\"acme\",\"evil\"]",
                "\"tenant\":[\"acme\",\"acme\"]",
                "\"tenant\":[\"acme\",null]",
                "\"tenant\":\"acme,evil\"",
                "\"tenant\":\"[acme evil]\""
            })
    void f79_a_caller_with_two_tenants_gets_a_403_before_the_store_is_asked(String claims) throws IOException {
        assertRefused("\"sub\":\"U-7\",\"groups\":[\"support\"]," + claims);
    }

    private void assertRefused(String claims) throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::pass)) {
            FindActivitiesFunction find = find(proxy.endpoint().toString());

            assertThat(invoke(find, request("order/ORD-78", claims, ""))).startsWith("{\"statusCode\":403,");
            assertThat(invoke(find, request("user/U-7", claims, "\"tenant\":\"acme\"")))
                    .startsWith("{\"statusCode\":403,");
            assertThat(proxy.calls()).isEmpty();
        }
        assertThat(recording.counter(AwsTelemetryNames.READS_REFUSED).values()).containsExactly(2L);
    }

    @Test
    void a_caller_reads_what_the_policy_file_and_the_readers_allow_in_its_tenant() throws IOException {
        FindActivitiesFunction find = find(LocalTable.endpoint().toString());
        String user = "\"sub\":\"U-7\",\"tenant\":\"acme\"";
        String support = "\"sub\":\"S-1\",\"tenant\":\"acme\",\"groups\":[\"other\",\"support\"]";

        String own = invoke(find, request("order/ORD-78", user, ""));
        String all = invoke(find, request("order/ORD-78", support, ""));

        assertThat(own)
                .startsWith("{\"statusCode\":200,")
                .contains("acme-ORD-78")
                .doesNotContain("U-7", "evil");
        assertThat(all)
                .startsWith("{\"statusCode\":200,")
                .contains("acme-ORD-78", "U-7")
                .doesNotContain("evil");
        assertThat(invoke(find, request("user/U-7", user, ""))).startsWith("{\"statusCode\":200,");
        assertThat(invoke(find, request("user/U-8", user, ""))).startsWith("{\"statusCode\":403,");
        assertThat(invoke(find, request("order/ORD-79", user, ""))).startsWith("{\"statusCode\":403,");
        // The order of the other tenant has another reader.
        assertThat(invoke(find, request("order/ORD-78", user.replace("acme", "evil"), "")))
                .startsWith("{\"statusCode\":403,");
        assertThat(invoke(find, request("order/ORD-78", user.replace("U-7", "U-8"), "")))
                .startsWith("{\"statusCode\":403,");
        assertThat(invoke(find, request("order/ORD-78", "", "").replace("authorizer", "Authorizer")))
                .startsWith("{\"statusCode\":401,");
        assertThat(recording.counter(AwsTelemetryNames.READS_REFUSED).values()).containsExactlyInAnyOrder(4L, 1L);
    }

    @Test
    void f71_a_reader_that_cannot_be_looked_up_is_a_503() throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(
                LocalTable.endpoint(),
                call -> call.operation().equals("GetItem") ? Reply.error(400, "AccessDeniedException") : call.pass())) {
            FindActivitiesFunction find = find(proxy.endpoint().toString());

            assertThat(invoke(find, request("order/ORD-78", "\"sub\":\"U-7\",\"tenant\":\"acme\"", "")))
                    .startsWith("{\"statusCode\":503,");
        }
    }

    private FindActivitiesFunction find(String endpoint) {
        Map<String, String> environment = environment(endpoint);
        environment.put("ACTIVITY_READ_POLICY", policyFile);
        environment.put("ACTIVITY_TENANT_CLAIM", "tenant");
        return new FindActivitiesFunction(environment, recording.openTelemetry());
    }

    private static Map<String, String> environment(String endpoint) {
        return new HashMap<>(Map.of(
                "ACTIVITY_TABLE_NAME", LocalTable.NAME,
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint,
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
    }

    private static String event(String tenant, String order, String user) {
        return """
                {"specversion":"1.0","id":"%s-%s","source":"dev.orders","type":"orders.orderCreated.v1",\
                "time":"2026-01-05T10:00:00Z","data":{"tenant":"%s","orderNumber":"%s","userId":"%s"}}""".formatted(tenant, order, tenant, order, user);
    }

    private static String request(String entity, String claims, String parameters) {
        return """
                {"path":"/api/activity/%s","httpMethod":"GET","headers":{"tenant":"acme","x-tenant":"acme"},
                "queryStringParameters":{%s},"requestContext":{"stage":"prod","authorizer":{"claims":{%s}}}}""".formatted(entity, parameters, claims);
    }

    private static String invoke(RequestStreamHandler function, String event) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        CheckedApi.invoke(
                function, new ByteArrayInputStream(event.getBytes(UTF_8)), output, LambdaContext.withAmpleTime());
        return output.toString(UTF_8);
    }
}
