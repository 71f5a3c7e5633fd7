package dev.activityservice.aws.driving.api.typed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.http.HttpResponse;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handles REST API events (payload 1.0) that arrive as objects. {@link dev.activityservice.aws.driving.api.ApiStreamHandler} does the
 * same from bytes and starts faster. Throws {@link IllegalArgumentException} if the event is null or another event. The class of the
 * event has no fields for the marks of a Lambda authorizer, so a request to one is not detected. It also
 * converts numbers, so that a number in a claim may have another text than in the token. Thread-safe.
 */
public final class RestApiHandler implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final GatewayApi api;
    private final Duration reserve;
    private final JsonLog.Invocations invocations = new JsonLog.Invocations();

    /** @param reserve the time between the deadline and Lambda's timeout; if the store needs longer, the status is 503 */
    public RestApiHandler(GatewayApi api, Duration reserve) {
        this.api = api;
        this.reserve = reserve;
    }

    @Override
    @SuppressWarnings("try") // The scope is only closed, never read.
    public APIGatewayProxyResponseEvent handleRequest(@Nullable APIGatewayProxyRequestEvent event, Context context) {
        HttpResponse response;
        try (Scope scope = invocations.begin(context.getAwsRequestId()).makeCurrent()) {
            response = api.handle(asMap(event), LambdaDeadline.of(context, reserve));
        }
        return new APIGatewayProxyResponseEvent()
                .withStatusCode(response.status())
                .withHeaders(new LinkedHashMap<>(response.headers()))
                .withBody(response.bodyText())
                .withIsBase64Encoded(false);
    }

    /** Returns the event as the maps that its JSON has, because the API has one reader per format, and that reads maps. */
    private static Map<String, @Nullable Object> asMap(@Nullable APIGatewayProxyRequestEvent event) {
        Map<String, @Nullable Object> map = new HashMap<>();
        if (event == null) {
            return map;
        }
        map.put("version", event.getVersion());
        map.put("httpMethod", event.getHttpMethod());
        map.put("path", event.getPath());
        map.put("headers", event.getHeaders());
        map.put("multiValueHeaders", event.getMultiValueHeaders());
        map.put("queryStringParameters", event.getQueryStringParameters());
        map.put("pathParameters", event.getPathParameters());
        map.put("multiValueQueryStringParameters", event.getMultiValueQueryStringParameters());
        APIGatewayProxyRequestEvent.ProxyRequestContext context = event.getRequestContext();
        if (context != null) {
            Map<String, @Nullable Object> contextMap = new HashMap<>();
            if (context.equals(new APIGatewayProxyRequestEvent.ProxyRequestContext())) {
                // The class has no field for the only field that a load balancer sends.
                contextMap.put("elb", null);
            }
            contextMap.put("requestId", context.getRequestId());
            contextMap.put("stage", context.getStage());
            contextMap.put("authorizer", context.getAuthorizer());
            APIGatewayProxyRequestEvent.RequestIdentity identity = context.getIdentity();
            if (identity != null) {
                Map<String, @Nullable Object> identityMap = new HashMap<>();
                identityMap.put("userArn", identity.getUserArn());
                identityMap.put("cognitoAuthenticationType", identity.getCognitoAuthenticationType());
                // The class has no field for cognitoAmr of an HTTP API, so that an identity of Cognito counts as a
                // guest there.
                identityMap.put("cognitoIdentityId", identity.getCognitoIdentityId());
                contextMap.put("identity", identityMap);
            }
            map.put("requestContext", contextMap);
        }
        return map;
    }
}
