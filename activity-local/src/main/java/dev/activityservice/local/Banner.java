package dev.activityservice.local;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.deadletters.DryRun;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.local.token.TokenIssuer;
import dev.activityservice.port.driving.RecordActivities.Kind;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The text that is printed when the stack is up. */
final class Banner {

    private static final String DETAIL =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"http://dev.orders\",\"type\":\"orders.orderCreated.v1\","
                    + "\"time\":\"2026-03-02T09:15:59.8Z\",\"data\":{\"orderNumber\":\"ORD-1\",\"userId\":\"U-1\"}}";

    private static final String ENTRIES = "[{\"EventBusName\":\"" + LocalStack.BUS
            + "\",\"Source\":\"dev.orders\",\"DetailType\":\"orders.orderCreated.v1\",\"Detail\":"
            + TextNode.valueOf(DETAIL) + "}]";

    private Banner() {}

    /** Returns a command of a shell that publishes an event of the reference catalog. */
    static String publishCommand(URI endpoint) {
        return "curl -s " + endpoint
                + "/ -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AWSEvents.PutEvents' -d '{\"Entries\":"
                + ENTRIES + "}'";
    }

    /** Returns a command of a shell that prints a token of a user. */
    static String tokenCommand(URI endpoint, LocalOptions.Reads reads) {
        String tenant = reads.tenantClaim();
        return "make -s token ARGS='" + (endpoint.getPort() == 8080 ? "" : "--port " + endpoint.getPort() + " ")
                + "--claims {\"sub\":\"U-1\"" + (tenant == null ? "" : "," + TextNode.valueOf(tenant) + ":\"T-1\"")
                + "}'";
    }

    /**
     * @param dataDir null if all data are in memory
     * @param reads who may read
     */
    static String of(LocalStack stack, @Nullable Path dataDir, ActivityCatalog catalog, LocalOptions.Reads reads) {
        String aws = "AWS_ACCESS_KEY_ID=" + LocalClients.ACCESS_KEY + " AWS_SECRET_ACCESS_KEY="
                + LocalClients.SECRET_KEY + " AWS_DEFAULT_REGION=" + LocalClients.REGION + " aws";
        Kind kind = new DryRun(catalog)
                .explain(DETAIL, MessageMetadata.none())
                .outcome()
                .kind();
        return String.join(
                "\n",
                "The activity service is up. It listens only on this machine.",
                "",
                "  page        " + stack.endpoint() + "/   (open it in a browser)",
                "  bus         " + stack.endpoint() + "/   (PutEvents; bus name: " + LocalStack.BUS + ")",
                "  API         " + stack.endpoint() + "/api/activity/{entity_type}/{entity_id}",
                "  OpenAPI     " + stack.endpoint() + FrontDoor.DESCRIPTION,
                "  health      " + stack.endpoint() + "/health",
                "  SQS         " + stack.sqsEndpoint() + "   (" + Queues.QUEUE + ", " + Queues.DEAD_LETTERS + ")",
                "  DynamoDB    " + stack.dynamoDbEndpoint() + "   (" + stack.tableName() + ")",
                "  data        " + (dataDir == null ? "in memory" : TerminalText.message(dataDir.toString())),
                "",
                access(stack, reads),
                "",
                kind == Kind.RECORDED
                        ? "Publish an event:"
                        : "Publish an event (your catalog does not record this one; use a type and data of your catalog):",
                "",
                publishCommand(stack.endpoint()),
                "",
                "The same with the AWS CLI:",
                "",
                aws + " events put-events --endpoint-url " + stack.endpoint() + " --entries '" + ENTRIES + "'",
                "",
                "Read it:",
                "",
                "curl -s " + stack.endpoint() + "/api/activity/order/ORD-1"
                        + (reads.policy() == null ? "" : " -H \"Authorization: Bearer $TOKEN\""),
                "",
                "Read the dead-letter queue (more: make dead-letters):",
                "",
                "curl -s " + stack.sqsEndpoint()
                        + "/ -H 'Content-Type: application/x-amz-json-1.0' -H 'X-Amz-Target: AmazonSQS.ReceiveMessage' -d '{\"QueueUrl\":\""
                        + stack.deadLettersUrl() + "\",\"MaxNumberOfMessages\":10,\"VisibilityTimeout\":1}'",
                "",
                "The same with the AWS CLI:",
                "",
                aws + " sqs receive-message --endpoint-url " + stack.sqsEndpoint() + " --queue-url "
                        + stack.deadLettersUrl() + " --max-number-of-messages 10 --visibility-timeout 1",
                "",
                "Press Ctrl-C to stop.",
                "");
    }

    private static String access(LocalStack stack, LocalOptions.Reads reads) {
        String signatures = " Signatures of requests to the bus are not verified.";
        String location = reads.policy();
        if (location == null) {
            return "Everyone may read, because the stack has no --read-policy (docs/access.md)." + signatures;
        }
        String tenant = reads.tenantClaim();
        return String.join(
                "\n",
                "Reads need a token. The read policy is " + TerminalText.message(location) + ", and "
                        + (tenant == null
                                ? "callers have no tenant."
                                : "the tenant is the claim \"" + TerminalText.line(tenant) + "\".")
                        + signatures,
                "",
                "  issuer      " + stack.endpoint() + "   (" + TokenIssuer.METADATA + ")",
                "  audience    " + TokenIssuer.AUDIENCE,
                "",
                "Get a token, in the folder of the project, with the claims of your caller:",
                "",
                "TOKEN=$(" + tokenCommand(stack.endpoint(), reads) + ")");
    }
}
