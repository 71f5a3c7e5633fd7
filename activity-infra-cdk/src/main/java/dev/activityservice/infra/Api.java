package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.ApiDefinition;
import software.amazon.awscdk.services.apigateway.CfnRestApi;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.IRestApi;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.SpecRestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** The REST API that invokes the query function, its access log, and the permissions to invoke functions. */
final class Api {

    /** Warning about an open API. The synthesis and an output of the stack contain it. */
    static final String OPEN_WARNING =
            "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline.";
    /** Begin of the format of the access log. It does not contain the path or the query, because they contain the ids of entities. */
    private static final String ACCESS_LOG_FORMAT =
            "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTimeEpoch\","
                    + "\"method\":\"$context.httpMethod\",\"resourcePath\":\"$context.resourcePath\",\"status\":\"$context.status\","
                    + "\"latency\":\"$context.responseLatency\",\"integrationLatency\":\"$context.integrationLatency\","
                    + "\"error\":\"$context.error.responseType\"";

    /** The path of the request, as a part of an identity source. */
    private static final String PATH = "context.path";

    private final Construct scope;
    private final Names names;
    private final ActivitySystemProps props;
    private final @Nullable ResourcePolicy policy;
    private final SpecRestApi rest;

    Api(
            Construct scope,
            Names names,
            ActivitySystemProps props,
            @Nullable ResourcePolicy policy,
            Alias findFunction,
            @Nullable IKey key) {
        this.scope = scope;
        this.names = names;
        this.props = props;
        this.policy = policy;
        if (props.apiAccess() == ApiAccess.OPEN_TO_THE_INTERNET) {
            Annotations.of(scope).addWarningV2("activity-service:open-api", OPEN_WARNING);
        }
        rest = restApi(findFunction, key);
        addPermissions(findFunction);
    }

    IRestApi rest() {
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

    private SpecRestApi restApi(Alias findFunction, @Nullable IKey key) {
        LogGroup accessLog = Watch.logGroup(
                scope, "ApiAccessLog", "/aws/apigateway/" + names.name("api"), props.logRetention(), key);
        SpecRestApi api = SpecRestApi.Builder.create(scope, "Api")
                .restApiName(names.name("api"))
                .apiDefinition(ApiDefinition.fromInline(ApiBody.of(new Settings(findFunction.getFunctionArn()))))
                .endpointTypes(List.of(EndpointType.REGIONAL))
                // A part of the body that the gateway does not understand would otherwise only be missing.
                .failOnWarnings(true)
                .cloudWatchRole(false)
                .disableExecuteApiEndpoint(false)
                .deployOptions(StageOptions.builder()
                        .stageName(names.env())
                        .accessLogDestination(new LogGroupLogDestination(accessLog))
                        .accessLogFormat(AccessLogFormat.custom(accessLogFormat()))
                        .throttlingRateLimit(props.throttlingRate())
                        .throttlingBurstLimit(props.throttlingBurst())
                        .metricsEnabled(false)
                        .build())
                .build();
        CfnRestApi resource = (CfnRestApi) Objects.requireNonNull(api.getNode().getDefaultChild());
        resource.setDescription("Timelines of the activity service");
        // The output of the API has a name made of the construct's path. Outputs creates one with a fixed name.
        api.getNode().tryRemoveChild("Endpoint");
        return api;
    }

    /**
     * Returns the format of the access log. Its last field names the caller, and its variable depends on the access
     * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html). An open API does not know
     * its callers.
     */
    private String accessLogFormat() {
        String caller = switch (props.apiAccess()) {
            case IAM -> "$context.identity.userArn";
            case COGNITO -> "$context.authorizer.claims.sub";
            case AUTHORIZER -> "$context.authorizer.principalId";
            case OPEN_TO_THE_INTERNET -> "";
        };
        return ACCESS_LOG_FORMAT + (caller.isEmpty() ? "" : ",\"caller\":\"" + caller + "\"") + "}";
    }

    /** Allows the API to invoke the query function by each method and path, and the authorizer. The body cannot do that. */
    private void addPermissions(Alias findFunction) {
        List<String> methods = new ArrayList<>(List.of("GET", "HEAD"));
        if (props.corsAllowOrigin() != null) {
            methods.add("OPTIONS");
        }
        for (String method : methods) {
            String source = names.env() + "/" + method + "/api/activity/*";
            permission(method + "ByQuery", findFunction.getFunctionArn(), source);
            permission(method + "ByPath", findFunction.getFunctionArn(), source + "/*");
        }
        if (props.authorizer() != null) {
            permission("Authorizer", props.authorizer().functionArn(), "authorizers/*");
        }
    }

    private void permission(String id, String functionArn, String source) {
        CfnPermission.Builder.create(scope, "Permission" + id)
                .action("lambda:InvokeFunction")
                .functionName(functionArn)
                .principal("apigateway.amazonaws.com")
                .sourceArn(names.arn("execute-api", rest.getRestApiId() + "/" + source))
                .build();
    }

    /** Lets the properties decide. */
    private final class Settings implements ApiBody.Choice {

        private final String findArn;

        Settings(String findArn) {
            this.findArn = findArn;
        }

        @Override
        public @Nullable Object withCors(Object value) {
            return props.corsAllowOrigin() == null ? null : value;
        }

        @Override
        public @Nullable Object withAccess(Map<String, Object> byAccess) {
            String access = props.apiAccess().name();
            return byAccess.get(
                    props.apiAccess() == ApiAccess.AUTHORIZER
                            ? access + "_" + authorizer().type()
                            : access);
        }

        @Override
        public @Nullable Object resourcePolicy() {
            return policy == null ? null : policy.document();
        }

        @Override
        public Object placeholder(String name) {
            return switch (name) {
                case "Name" -> names.name("api");
                case "Version" -> ApiBody.VERSION;
                case "FindUri" -> lambdaUri(findArn);
                case "QuotedOrigin" -> "'" + gatewayOrigin(Objects.requireNonNull(props.corsAllowOrigin())) + "'";
                case "CognitoUserPoolArns" ->
                    Objects.requireNonNull(props.cognito()).userPoolArns();
                case "CognitoScopes" -> Objects.requireNonNull(props.cognito()).scopes();
                case "AuthorizerUri" -> lambdaUri(authorizer().functionArn());
                case "AuthorizerHeader" -> authorizer().identitySource().substring(LambdaAuthorizer.HEADER.length());
                case "AuthorizerIdentitySource" -> withPath(authorizer().identitySource());
                case "AuthorizerCacheSeconds" -> authorizer().cacheSeconds();
                default -> throw new IllegalArgumentException("Unknown placeholder of the API: " + name);
            };
        }

        private LambdaAuthorizer authorizer() {
            return Objects.requireNonNull(props.authorizer());
        }

        private String lambdaUri(String functionArn) {
            return "arn:" + names.partition() + ":apigateway:" + names.region() + ":lambda:path/2015-03-31/functions/"
                    + functionArn + "/invocations";
        }
    }

    private static String withPath(String identitySource) {
        return List.of(identitySource.split(",")).contains(PATH) ? identitySource : identitySource + "," + PATH;
    }

    /** Returns the origin in the gateway's own responses, which are static: the one origin, or any origin instead of several. */
    static String gatewayOrigin(String origins) {
        return origins.contains(",") ? "*" : origins;
    }
}
