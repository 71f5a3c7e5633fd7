package dev.activityservice.aws.driving.api;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.http.HttpResponse;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/**
 * Handles the invocations of REST APIs (payload 1.0), HTTP APIs (payload 1.0 and 2.0) and function URLs. It reads the invocation's
 * bytes itself, without the classes of {@code aws-lambda-java-events}. Fails with {@link IllegalArgumentException} if the invocation
 * is another event, for example of a load balancer, of SQS or of a Lambda authorizer. Thread-safe.
 */
public final class ApiStreamHandler implements RequestStreamHandler {

    private final GatewayApi api;
    private final Duration reserve;
    private final JsonLog.Invocations invocations = new JsonLog.Invocations();

    /** @param reserve the time between the deadline and Lambda's timeout; if the store needs longer, the status is 503 */
    public ApiStreamHandler(GatewayApi api, Duration reserve) {
        this.api = api;
        this.reserve = reserve;
    }

    @Override
    @SuppressWarnings("try") // The scope is only closed, never read.
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        HttpResponse response;
        try (Scope scope = invocations.begin(context.getAwsRequestId()).makeCurrent()) {
            response = api.handle(EventTree.read(input), LambdaDeadline.of(context, reserve));
        }
        try (JsonGenerator out = ApiJson.FACTORY.createGenerator(output, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeNumberField("statusCode", response.status());
            out.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : response.headers().entrySet()) {
                out.writeStringField(header.getKey(), header.getValue());
            }
            out.writeEndObject();
            out.writeFieldName("body");
            out.writeUTF8String(response.body(), 0, response.body().length);
            out.writeBooleanField("isBase64Encoded", false);
            out.writeEndObject();
        }
    }
}
