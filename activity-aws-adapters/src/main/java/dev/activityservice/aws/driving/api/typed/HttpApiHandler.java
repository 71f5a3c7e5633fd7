package dev.activityservice.aws.driving.api.typed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
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
 * Handles HTTP API events (payload 2.0) that arrive as objects. {@link dev.activityservice.aws.driving.api.ApiStreamHandler} does the
 * same from bytes and starts faster. Throws {@link IllegalArgumentException} if the event is null or another event. The class of the
 * event has no fields for the marks of a Lambda authorizer, so a request to one is not detected. It also
 * converts numbers, so that a number in a claim may have another text than in the token. Thread-safe.
 */
public final class HttpApiHandler implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private final GatewayApi api;
    private final Duration reserve;
    private final JsonLog.Invocations invocations = new JsonLog.Invocations();

    /** @param reserve the time between the deadline and Lambda's timeout; if the store needs longer, the status is 503 */
    public HttpApiHandler(GatewayApi api, Duration reserve) {
        this.api = api;
        this.reserve = reserve;
    }

    @Override
    @SuppressWarnings("try") // The scope is only closed, never read.
    public APIGatewayV2HTTPResponse handleRequest(@Nullable APIGatewayV2HTTPEvent event, Context context) {
        HttpResponse response;
        try (Scope scope = invocations.begin(context.getAwsRequestId()).makeCurrent()) {
            response = api.handle(asMap(event), LambdaDeadline.of(context, reserve));
        }
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(response.status())
                .withHeaders(new LinkedHashMap<>(response.headers()))
                .withBody(response.bodyText())
                .withIsBase64Encoded(false)
                .build();
    }

    /** Returns the event as the maps that its JSON has, because the API has one reader per format, and that reads maps. */
    private static Map<String, @Nullable Object> asMap(@Nullable APIGatewayV2HTTPEvent event) {
        Map<String, @Nullable Object> map = new HashMap<>();
        if (event == null) {
            return map;
        }
        map.put("version", "2.0");
        map.put("rawPath", event.getRawPath());
        map.put("rawQueryString", event.getRawQueryString());
        map.put("headers", event.getHeaders());
        map.put("pathParameters", event.getPathParameters());
        APIGatewayV2HTTPEvent.RequestContext context = event.getRequestContext();
        if (context != null) {
            Map<String, @Nullable Object> contextMap = new HashMap<>();
            contextMap.put("requestId", context.getRequestId());
            contextMap.put("stage", context.getStage());
            contextMap.put("domainName", context.getDomainName());
            if (context.getHttp() != null) {
                Map<String, @Nullable Object> http = new HashMap<>();
                http.put("method", context.getHttp().getMethod());
                contextMap.put("http", http);
            }
            if (context.getAuthorizer() != null) {
                contextMap.put("authorizer", asMap(context.getAuthorizer()));
            }
            map.put("requestContext", contextMap);
        }
        return map;
    }

    private static Map<String, @Nullable Object> asMap(APIGatewayV2HTTPEvent.RequestContext.Authorizer authorizer) {
        Map<String, @Nullable Object> map = new HashMap<>();
        if (authorizer.getJwt() != null && authorizer.getJwt().getClaims() != null) {
            map.put("jwt", Map.of("claims", authorizer.getJwt().getClaims()));
        }
        map.put("lambda", authorizer.getLambda());
        if (authorizer.getIam() != null) {
            Map<String, @Nullable Object> iam = new HashMap<>();
            iam.put("userArn", authorizer.getIam().getUserArn());
            if (authorizer.getIam().getCognitoIdentity() != null) {
                Map<String, @Nullable Object> cognito = new HashMap<>();
                cognito.put("amr", authorizer.getIam().getCognitoIdentity().getAmr());
                iam.put("cognitoIdentity", cognito);
            }
            map.put("iam", iam);
        }
        return map;
    }
}
