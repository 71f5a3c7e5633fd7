package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.AuthorizationType;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LambdaIntegration;
import software.amazon.awscdk.services.apigateway.LambdaIntegrationOptions;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.MethodOptions;
import software.amazon.awscdk.services.apigateway.RequestValidator;
import software.amazon.awscdk.services.apigateway.RequestValidatorOptions;
import software.amazon.awscdk.services.apigateway.Resource;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** The REST API that invokes the query function, and its access log. */
final class Api {

    /** Warning about an open API. The synthesis and an output of the stack contain it. */
    static final String OPEN_WARNING =
            "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline.";
    /** Format of the access log. It does not contain the path or the query, because they contain the ids of entities. */
    private static final String ACCESS_LOG_FORMAT =
            "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTimeEpoch\","
                    + "\"method\":\"$context.httpMethod\",\"resourcePath\":\"$context.resourcePath\",\"status\":\"$context.status\","
                    + "\"latency\":\"$context.responseLatency\",\"integrationLatency\":\"$context.integrationLatency\","
                    + "\"error\":\"$context.error.responseType\"}";

    private final Names names;
    private final RestApi rest;

    Api(Construct scope, Names names, ActivitySystemProps props, Alias findFunction) {
        this.names = names;
        boolean open = props.apiAccess() == ApiAccess.OPEN_TO_THE_INTERNET;
        if (open) {
            Annotations.of(scope).addWarningV2("activity-service:open-api", OPEN_WARNING);
        }
        rest = restApi(scope, props);
        addRoutes(findFunction, open ? AuthorizationType.NONE : AuthorizationType.IAM);
    }

    RestApi rest() {
        return rest;
    }

    /** Returns the address of the API, without a slash at the end. */
    String endpoint() {
        return "https://" + rest.getRestApiId() + ".execute-api." + names.region() + "." + names.dnsSuffix() + "/"
                + names.env();
    }

    String stageArn() {
        return names.stageArn(rest.getRestApiId());
    }

    private RestApi restApi(Construct scope, ActivitySystemProps props) {
        LogGroup accessLog =
                Watch.logGroup(scope, "ApiAccessLog", "/aws/apigateway/" + names.name("api"), props.logRetention());
        RestApi api = RestApi.Builder.create(scope, "Api")
                .restApiName(names.name("api"))
                .description("Timelines of the activity service")
                .endpointTypes(List.of(EndpointType.REGIONAL))
                .cloudWatchRole(false)
                .disableExecuteApiEndpoint(false)
                .deployOptions(StageOptions.builder()
                        .stageName(names.env())
                        .accessLogDestination(new LogGroupLogDestination(accessLog))
                        .accessLogFormat(AccessLogFormat.custom(ACCESS_LOG_FORMAT))
                        .throttlingRateLimit(props.throttlingRate())
                        .throttlingBurstLimit(props.throttlingBurst())
                        .metricsEnabled(false)
                        .build())
                .build();
        // The output of RestApi has a name made of the construct's path. Outputs creates one with a fixed name.
        api.getNode().tryRemoveChild("Endpoint");
        return api;
    }

    private void addRoutes(Alias findFunction, AuthorizationType authorization) {
        RequestValidator validator = rest.addRequestValidator(
                "Validator",
                RequestValidatorOptions.builder()
                        .requestValidatorName("parameters")
                        .validateRequestParameters(true)
                        .validateRequestBody(true)
                        .build());
        LambdaIntegration integration = new LambdaIntegration(
                findFunction,
                LambdaIntegrationOptions.builder()
                        .proxy(true)
                        .allowTestInvoke(false)
                        .build());
        Map<String, Boolean> byId = new LinkedHashMap<>();
        byId.put("method.request.path.entity_type", true);
        for (String name : List.of("limit", "order", "from", "until", "type", "cursor")) {
            byId.put("method.request.querystring." + name, false);
        }
        Map<String, Boolean> byPath = new LinkedHashMap<>(byId);
        byPath.put("method.request.path.entity_id", true);
        byId.put("method.request.querystring.id", true);
        Resource entityType =
                rest.getRoot().addResource("api").addResource("activity").addResource("{entity_type}");
        entityType.addMethod("GET", integration, method(authorization, validator, byId));
        entityType.addResource("{entity_id}").addMethod("GET", integration, method(authorization, validator, byPath));
    }

    private static MethodOptions method(
            AuthorizationType authorization, RequestValidator validator, Map<String, Boolean> parameters) {
        return MethodOptions.builder()
                .authorizationType(authorization)
                .requestValidator(validator)
                .requestParameters(parameters)
                .build();
    }
}
