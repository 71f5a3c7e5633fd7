package dev.activityservice.local.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.model.Activity;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the claims of a token to a caller in the way of the find function, because it lets the function's handler do that. */
final class CallerReader implements FindActivities {

    private @Nullable Principal caller;

    private CallerReader() {}

    /** @param tenantClaim null without tenants */
    static Principal of(ObjectNode claims, @Nullable String tenantClaim) {
        CallerReader reader = new CallerReader();
        GatewayApi.Builder api = GatewayApi.builder(reader);
        if (tenantClaim != null) {
            api.tenantClaim(tenantClaim);
        }
        ObjectNode event =
                JsonNodeFactory.instance.objectNode().put("httpMethod", "GET").put("path", "/api/activity/caller/1");
        // Each token of the stack has this number, which shows that the claims have JSON types.
        ObjectNode all = claims.deepCopy().put("exp", 0);
        event.putObject("requestContext").putObject("authorizer").set("claims", all);
        try {
            new ApiStreamHandler(api.build(), Duration.ZERO)
                    .handleRequest(
                            new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)),
                            new ByteArrayOutputStream(),
                            LambdaContext.withAmpleTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (reader.caller == null) {
            throw new IllegalStateException("The handler must ask for a page");
        }
        return reader.caller;
    }

    @Override
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        caller = principal;
        return new Page<>(List.of(), null, 0);
    }

    @Override
    public TimelineSummary summarize(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        throw new UnsupportedOperationException("The event asks for a page");
    }
}
