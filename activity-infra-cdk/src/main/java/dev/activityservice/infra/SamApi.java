package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of the API for the SAM template. The parameters of the template select its parts at the deployment: a part is an
 * {@code Fn::If}, and a placeholder is a reference.
 */
final class SamApi {

    private static final int MAX_LINE_CHARS = 150;
    /** The conditions of the template, by the kind of access. */
    private static final Map<String, String> CONDITIONS = Map.of(
            "IAM", "WithIam",
            "COGNITO", "WithCognito",
            "AUTHORIZER_TOKEN", "WithTokenAuthorizer",
            "AUTHORIZER_REQUEST", "WithRequestAuthorizer",
            "OPEN_TO_THE_INTERNET", "Open");

    private static final Object NO_VALUE = reference("AWS::NoValue");
    private static final Object IDENTITY_SOURCE = reference("AuthorizerIdentitySource");
    private static final String LAMBDA_URI =
            "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations";

    private SamApi() {}

    /** Returns the lines of the body: JSON, which is also YAML. */
    static List<String> lines(String version, @Nullable ResourcePolicy policy) {
        return JsonText.lines(ApiBody.of(new Parameters(version, policy)), MAX_LINE_CHARS);
    }

    /** Lets the parameters of the template decide. */
    private record Parameters(String version, @Nullable ResourcePolicy policy) implements ApiBody.Choice {

        @Override
        public Object withCors(Object value) {
            return either("WithCors", value, NO_VALUE);
        }

        @Override
        public Object withAccess(Map<String, Object> byAccess) {
            Object rest = NO_VALUE;
            for (String access : byAccess.keySet().stream().sorted().toList()) {
                rest = either(Objects.requireNonNull(CONDITIONS.get(access), access), byAccess.get(access), rest);
            }
            return rest;
        }

        @Override
        public @Nullable Object resourcePolicy() {
            return policy == null ? null : policy.document();
        }

        @Override
        public Object placeholder(String name) {
            return switch (name) {
                case "Name" -> text("${ServiceName}-api-${Env}");
                case "Version" -> version;
                case "FindUri" -> text(LAMBDA_URI.formatted("${FindFunction.Alias}"));
                case "QuotedOrigin" -> either("WithSeveralOrigins", "'*'", text("'${CorsAllowOrigin}'"));
                case "CognitoUserPoolArns" -> items("CognitoUserPoolArns");
                case "CognitoScopes" -> either("WithCognitoScopes", items("CognitoScopes"), List.of());
                case "AuthorizerUri" -> text(LAMBDA_URI.formatted("${AuthorizerArn}"));
                case "AuthorizerHeader" ->
                    // method.request.header.<name>
                    function("Fn::Select", List.of(3, function("Fn::Split", List.of(".", IDENTITY_SOURCE))));
                case "AuthorizerIdentitySource" ->
                    function(
                            "Fn::Join",
                            List.of(
                                    "",
                                    List.of(IDENTITY_SOURCE, either("WithPathInIdentitySource", "", ",context.path"))));
                case "AuthorizerCacheSeconds" -> reference("AuthorizerCacheSeconds");
                default -> throw new IllegalArgumentException("Unknown placeholder of the API: " + name);
            };
        }

        private static Object items(String parameter) {
            return function("Fn::Split", List.of(",", reference(parameter)));
        }
    }

    private static Object reference(String name) {
        return function("Ref", name);
    }

    private static Object text(String pattern) {
        return function("Fn::Sub", pattern);
    }

    private static Object either(String condition, @Nullable Object yes, Object no) {
        List<Object> branches = new ArrayList<>();
        branches.add(condition);
        branches.add(yes);
        branches.add(no);
        return function("Fn::If", branches);
    }

    private static Object function(String name, Object argument) {
        return new LinkedHashMap<>(Map.of(name, argument));
    }
}
