package dev.activityservice.aws.driving.api.typed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.aws.driving.api.ActivityApi;
import dev.activityservice.aws.driving.api.ApiResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same as {@link dev.activityservice.aws.driving.api.ApiStreamHandler} for programs that have REST API events (payload 1.0) as objects. Thread-safe. Throws
 * {@link IllegalArgumentException} for an event without a path or method.
 */
public final class RestApiHandler implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final ActivityApi api;
    private final Duration reserve;

    /** @param reserve how long before Lambda's timeout the answer is given; a store that is not done by then is a 503 */
    public RestApiHandler(ActivityApi api, Duration reserve) {
        this.api = api;
        this.reserve = reserve;
    }

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent event, Context context) {
        ApiResponse response = api.handle(asMap(event), LambdaDeadline.of(context, reserve));
        return new APIGatewayProxyResponseEvent()
                .withStatusCode(response.status())
                .withHeaders(new LinkedHashMap<>(response.headers()))
                .withBody(response.body())
                .withIsBase64Encoded(false);
    }

    /** Maps with the names of the JSON, because the API reads all formats of an event from maps: one reader of each format. */
    private static Map<String, @Nullable Object> asMap(APIGatewayProxyRequestEvent event) {
        Map<String, @Nullable Object> map = new HashMap<>();
        map.put("version", event.getVersion());
        map.put("httpMethod", event.getHttpMethod());
        map.put("path", event.getPath());
        map.put("headers", event.getHeaders());
        map.put("queryStringParameters", event.getQueryStringParameters());
        map.put("multiValueQueryStringParameters", event.getMultiValueQueryStringParameters());
        APIGatewayProxyRequestEvent.ProxyRequestContext context = event.getRequestContext();
        if (context != null) {
            Map<String, @Nullable Object> contextMap = new HashMap<>();
            contextMap.put("stage", context.getStage());
            contextMap.put("authorizer", context.getAuthorizer());
            APIGatewayProxyRequestEvent.RequestIdentity identity = context.getIdentity();
            if (identity != null && identity.getUserArn() != null) {
                contextMap.put("identity", Map.of("userArn", identity.getUserArn()));
            }
            map.put("requestContext", contextMap);
        }
        return map;
    }
}
