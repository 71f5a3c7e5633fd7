package dev.activityservice.aws.driving.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The caller that each gateway has verified. The bodies follow the cited pages of AWS and captured events; their values are invented.
 * None of them was checked on AWS by this project. Two forms have no page of AWS and no captured event of a real gateway: the type
 * {@code unauthenticated} of a guest behind a REST API, and {@code amr} of a guest behind an HTTP API. Their sources are the tests of
 * other projects, and the claim {@code amr} of <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html">Cognito's role policies</a>.
 */
class VerifiedCallerTest {

    private static final Duration RESERVE = Duration.ofMillis(500);
    private static final String ARN = "arn:aws:sts::123456789012:assumed-role/reader/session";

    private final List<@Nullable Principal> seen = new ArrayList<>();

    /** The name of the gateway, the members of requestContext, and the caller. */
    private static Stream<Arguments> gateways() {
        return Stream.of(
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-jwt-authorizer-claims.html
                arguments(
                        "rest",
                        """
                        'authorizer':{'claims':{'sub':'U-7','iat':1516239022,'version':'42','rate':1.50,'big':12345678901234567890.5,
                        'admin':true,'groups':['support readonly','editor'],'levels':[1,2.0,false,null,{'a':'b'},['c']],
                        'cognito:groups':['a,b','c'],'address':{'city':'Seattle'},'none':[],'nothing':null}}""",
                        Principal.of("U-7")
                                .with("sub", "U-7")
                                .with("iat", "1516239022")
                                .with("version", "42")
                                .with("rate", "1.50")
                                .with("big", "12345678901234567890.5")
                                .with("admin", "true")
                                .with("groups", "support readonly", "editor")
                                .with("levels", "1", "2.0", "false")
                                .with("cognito:groups", "a,b", "c")),
                // With JSON types, a text is not a list.
                arguments(
                        "rest",
                        "'authorizer':{'claims':{'sub':'U-7','exp':1516239022,'cognito:groups':'a,b'}}",
                        Principal.of("U-7")
                                .with("sub", "U-7")
                                .with("exp", "1516239022")
                                .with("cognito:groups", "a,b")),
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
                arguments(
                        "rest",
                        """
                        'authorizer':{'claims':{'sub':'U-7','cognito:groups':'support,read only','custom:teams':'a,b',
                        'email_verified':'true','exp':'Sun Dec 17 07:28:12 UTC 2026','scope':'orders/read orders/list'}}""",
                        Principal.of("U-7")
                                .with("sub", "U-7")
                                .with("cognito:groups", "support", "read only")
                                .with("custom:teams", "a,b")
                                .with("email_verified", "true")
                                .with("exp", "Sun Dec 17 07:28:12 UTC 2026")
                                .with("scope", "orders/read orders/list")),
                arguments(
                        "rest",
                        "'authorizer':{'claims':{'sub':'U-7','cognito:groups':','}}",
                        Principal.of("U-7").with("sub", "U-7")),
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
                arguments(
                        "rest",
                        "'authorizer':{'principalId':'U-7','team':'a,b','level':1.0,'admin':true,'integrationLatency':12}",
                        Principal.of("U-7")
                                .with("principalId", "U-7")
                                .with("team", "a,b")
                                .with("level", "1.0")
                                .with("admin", "true")
                                .with("integrationLatency", "12")),
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
                arguments(
                        "rest",
                        "'identity':{'cognitoAuthenticationType':null,'cognitoAuthenticationProvider':null,'userArn':'"
                                + ARN + "','user':'AIDA','accessKey':'AKIA','apiKey':null}",
                        Principal.of(ARN)),
                arguments(
                        "rest",
                        "'identity':{'cognitoAuthenticationType':'authenticated','cognitoIdentityId':'eu-west-1:1','userArn':'"
                                + ARN + "'}",
                        Principal.of(ARN)),
                arguments(
                        "rest",
                        "'identity':{'cognitoAuthenticationType':'unauthenticated','cognitoIdentityId':'eu-west-1:1','userArn':'"
                                + ARN + "'}",
                        null),
                arguments("rest", "'identity':{'userArn':null,'apiKey':'KEY','apiKeyId':'k','user':'KEY'}", null),
                arguments("rest", "'authorizer':null,'identity':null", null),
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
                // and a captured event in github.com/awsdocs/amazon-api-gateway-developer-guide, issue 113.
                arguments(
                        "http 1.0",
                        "'authorizer':{'claims':{'sub':'U-7','iat':'1612053076','cognito:groups':'[a b]'},'scopes':null}",
                        Principal.of("U-7")
                                .with("sub", "U-7")
                                .with("iat", "1612053076")
                                .with("cognito:groups", "[a b]")),
                arguments("http 1.0", "'authorizer':{'claims':null,'scopes':null}", null),
                arguments(
                        "http 1.0",
                        "'authorizer':{'claims':null,'scopes':null},'identity':{'cognitoAmr':null,'userArn':'" + ARN
                                + "'}",
                        Principal.of(ARN)),
                arguments(
                        "http 1.0",
                        "'identity':{'cognitoAmr':['unauthenticated'],'cognitoIdentityId':'eu-west-1:1','userArn':'"
                                + ARN + "'}",
                        null),
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html, and
                // events/testdata/apigw-v2-request-jwt-authorizer.json in github.com/aws/aws-lambda-go.
                arguments(
                        "http",
                        "'authorizer':{'jwt':{'claims':{'sub':'U-7','groups':'[support readonly]','cognito:groups':'a,b',"
                                + "'exp':'1612061676','admin':'true'},'scopes':['orders']}}",
                        Principal.of("U-7")
                                .with("sub", "U-7")
                                .with("groups", "[support readonly]")
                                .with("cognito:groups", "a,b")
                                .with("exp", "1612061676")
                                .with("admin", "true")),
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
                arguments(
                        "http",
                        "'authorizer':{'lambda':{'sub':'U-7','text':'a,b','number':1.0,'ok':true,'list':['a','b'],'map':{'a':'b'}}}",
                        Principal.of("U-7")
                                .with("sub", "U-7")
                                .with("text", "a,b")
                                .with("number", "1.0")
                                .with("ok", "true")
                                .with("list", "a", "b")),
                arguments(
                        "http",
                        "'authorizer':{'lambda':{'ok':true}}",
                        Principal.of("authenticated").with("ok", "true")),
                arguments("http", "'authorizer':{'lambda':null}", null),
                arguments("http", "'authorizer':{'lambda':{}}", null),
                // events/testdata/apigw-v2-request-iam.json in github.com/aws/aws-lambda-go
                arguments(
                        "http",
                        "'authorizer':{'iam':{'accessKey':'ASIA','callerId':'AROA:CognitoIdentityCredentials','cognitoIdentity':"
                                + "{'amr':['authenticated','cognito-idp.eu-west-1.amazonaws.com/p'],'identityId':'eu-west-1:1'},'userArn':'"
                                + ARN + "'}}",
                        Principal.of(ARN)),
                arguments(
                        "http",
                        "'authorizer':{'iam':{'cognitoIdentity':{'amr':['unauthenticated'],'identityId':'eu-west-1:1'},'userArn':'"
                                + ARN + "'}}",
                        null),
                arguments("http", "'authorizer':{'iam':{'cognitoIdentity':{},'userArn':'" + ARN + "'}}", null),
                // https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
                arguments(
                        "url",
                        "'authentication':null,'authorizer':{'iam':{'accessKey':'AKIA','accountId':'123456789012','callerId':'AIDA',"
                                + "'cognitoIdentity':null,'principalOrgId':null,'userArn':'" + ARN
                                + "','userId':'AIDA'}}",
                        Principal.of(ARN)),
                arguments("url", "'authentication':null", null),
                // A client certificate alone (mutual TLS) does not identify a caller.
                arguments("http", "'authentication':{'clientCert':{'subjectDN':'CN=U-7'}}", null));
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void f59_the_caller_is_the_one_that_the_gateway_has_verified(
            String gateway, String context, @Nullable Principal expected) {
        stream(event(gateway, context), null);

        assertThat(seen).containsExactly(expected);
    }

    /** The classes of typed events convert numbers and drop arrays of an HTTP API's claims, which the gateway does not send. */
    @ParameterizedTest
    @MethodSource("gateways")
    void typed_events_have_the_same_caller_except_for_the_form_of_numbers(
            String gateway, String context, @Nullable Principal expected) {
        typed(gateway, event(gateway, context));

        Principal actual = seen.get(0);
        if (expected == null || actual == null) {
            assertThat(actual).isEqualTo(expected);
        } else {
            assertThat(actual.id()).isEqualTo(expected.id());
            assertThat(actual.claims().keySet()).isEqualTo(expected.claims().keySet());
            expected.claims().forEach((name, values) -> {
                if (values.stream().noneMatch(value -> value.matches("[0-9.]+"))) {
                    assertThat(actual.claim(name)).isEqualTo(values);
                }
            });
        }
    }

    /** Everything that a client can send, and everything that resembles a verified caller. */
    private static Stream<Arguments> spoofed() {
        String claims = "'authorizer':{'claims':{'sub':'EVIL'},'principalId':'EVIL','jwt':{'claims':{'sub':'EVIL'}},"
                + "'lambda':{'sub':'EVIL'},'iam':{'userArn':'EVIL'}},'identity':{'userArn':'EVIL'}";
        return Stream.of(
                        "'headers':{'authorization':'Bearer EVIL','x-amzn-oidc-identity':'EVIL','sub':'EVIL','principalId':'EVIL',"
                                + "'x-forwarded-user':'EVIL','requestContext':'{\\'authorizer\\':{}}'}",
                        "'headers':{'requestContext':{" + claims + "},'authorizer':{'claims':{'sub':'EVIL'}}}",
                        "'queryStringParameters':{'sub':'EVIL','requestContext':'EVIL','principal':'EVIL','tenant':'EVIL'}",
                        "'multiValueQueryStringParameters':{'sub':['EVIL'],'authorizer':['EVIL'],'principalId':['EVIL']}",
                        "'rawQueryString':'sub=EVIL&principal=EVIL&authorizer.claims.sub=EVIL'",
                        "'pathParameters':{'sub':'EVIL','principalId':'EVIL'}",
                        "'stageVariables':{'authorizer':{'claims':{'sub':'EVIL'}}}",
                        "'cookies':['sub=EVIL']",
                        "'body':{'requestContext':{" + claims + "}}",
                        "'body':'{\\'requestContext\\':{\\'authorizer\\':{\\'claims\\':{\\'sub\\':\\'EVIL\\'}}}}'",
                        "'authorizer':{'claims':{'sub':'EVIL'}}",
                        "'identity':{'userArn':'EVIL'}",
                        "'requestcontext':{" + claims + "}",
                        "'RequestContext':{" + claims + "}",
                        "'requestContext ':{" + claims + "}",
                        // A Cyrillic letter that looks like a Latin one.
                        "'request\u0421ontext':{" + claims + "}",
                        "'event':{'requestContext':{" + claims + "}}")
                .flatMap(members -> Stream.of("rest", "http 1.0", "http", "url").map(each -> arguments(each, members)));
    }

    @ParameterizedTest
    @MethodSource("spoofed")
    void f59_what_a_client_can_send_is_not_a_caller(String gateway, String members) {
        String json = event(gateway, "'extendedRequestId':'1'");
        // Behind the members of the gateway, so that a member with a known name would win.
        String spoofed = json.substring(0, json.lastIndexOf('}')) + "," + members.replace('\'', '"') + "}";
        if (members.startsWith("'headers'")) {
            // The gateway sends the headers of a client in one object.
            spoofed = json.replaceFirst(
                    "\"headers\":\\{",
                    "\"headers\":{"
                            + members.substring("'headers':{".length(), members.length() - 1)
                                    .replace('\'', '"')
                                    .replace("\\", "\\\\")
                            + ",");
        } else if (members.startsWith("'pathParameters'")) {
            spoofed = json.replace("\"pathParameters\":null", "\"x\":null")
                    .replaceFirst("\\{", "{" + members.replace('\'', '"') + ",");
        } else if (members.startsWith("'raw")) {
            spoofed = json.replaceFirst("\"rawQueryString\":\"\",", "")
                    .replaceFirst("\\{", "{" + members.replace('\'', '"') + ",");
        }
        assertThat(spoofed).contains("EVIL");

        stream(spoofed, "tenant");

        assertThat(seen).containsExactly((Principal) null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Authorizer':{'claims':{'sub':'EVIL'}}",
                "'authorizer':'EVIL'",
                "'authorizer':['EVIL']",
                "'authorizer':[{'claims':{'sub':'EVIL'}}]",
                "'authorizer':{'claims':'EVIL'}",
                "'authorizer':{'claims':['EVIL']}",
                "'authorizer':{'claims':[{'sub':'EVIL'}]}",
                "'authorizer':{'claims':null}",
                "'authorizer':{'claims':{}}",
                "'authorizer':{'claims':{'sub':{'sub':'EVIL'}}}",
                "'authorizer':{'Claims':{'sub':'EVIL'},'PrincipalId':'EVIL','JWT':{'claims':{'sub':'EVIL'}}}",
                "'authorizer':{'\u0441laims':{'sub':'EVIL'}}",
                "'authorizer':{'principalId':{'principalId':'EVIL'}}",
                "'authorizer':{'principalId':['EVIL']}",
                "'authorizer':{'principalId':7}",
                "'authorizer':{'principalId':' '}",
                "'authorizer':{'authorizer':{'claims':{'sub':'EVIL'}}}",
                "'authorizer':{'jwt':'EVIL','lambda':'EVIL','iam':'EVIL'}",
                "'authorizer':{'jwt':['EVIL'],'lambda':['EVIL'],'iam':['EVIL']}",
                "'authorizer':{'jwt':{'sub':'EVIL'},'iam':{'sub':'EVIL'}}",
                "'authorizer':{'jwt':{'claims':['EVIL']},'iam':{'userArn':['EVIL']}}",
                "'authorizer':{'jwt':{'scopes':['EVIL']},'iam':{'userarn':'EVIL','user':'EVIL','userId':'EVIL'}}",
                "'identity':{'userarn':'EVIL','user':'EVIL','caller':'EVIL','accessKey':'EVIL','cognitoIdentityId':'EVIL'}",
                "'identity':{'userArn':{'userArn':'EVIL'}}",
                "'identity':['EVIL']",
                "'identity':{'userArn':'EVIL','cognitoIdentityId':'eu-west-1:1'}",
                "'identity':{'userArn':'EVIL','cognitoIdentityId':'eu-west-1:1','cognitoAuthenticationType':null,'cognitoAmr':null}",
                "'identity':{'userArn':'EVIL','cognitoIdentityId':{'id':'eu-west-1:1'}}",
                "'identity':{'userArn':'EVIL','cognitoAuthenticationType':'UNAUTHENTICATED '}",
                "'identity':{'userArn':'EVIL','cognitoAuthenticationType':['unauthenticated']}",
                "'identity':{'userArn':'EVIL','cognitoAuthenticationType':{'a':'authenticated'}}",
                "'authorizer':{'iam':{'userArn':'EVIL','cognitoIdentity':{'amr':['authenticated','unauthenticated']}}}",
                "'authorizer':{'iam':{'userArn':'EVIL','cognitoIdentity':{'amr':[]}}}",
                "'authorizer':{'iam':{'userArn':'EVIL','cognitoIdentity':{'amr':null}}}",
                "'authorizer':{'iam':{'userArn':'EVIL','cognitoIdentity':['authenticated']}}"
            })
    void f59_what_has_another_form_than_the_gateway_s_is_not_a_caller(String context) {
        for (String gateway : List.of("rest", "http 1.0", "http", "url")) {
            stream(event(gateway, context), null);
        }

        assertThat(seen).hasSize(4).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'requestContext':{'authorizer':{'claims':{'sub':'a','sub':'b'}}}",
                "'requestContext':{'authorizer':{'claims':{'sub':'a'},'claims':{'sub':'b'}}}",
                "'requestContext':{'authorizer':{'claims':{'sub':'a'}},'authorizer':{'claims':{'sub':'b'}}}",
                "'requestContext':{'authorizer':{'claims':{'sub':'a'}}},'requestContext':{'authorizer':{'claims':{'sub':'b'}}}",
                "'requestContext':{'authorizer':null,'authorizer':null}",
                "'requestContext':{'a':[{'b':1,'b':1}]}",
                "'requestContext':null,'requestContext':{}"
            })
    void f59_an_event_that_names_two_callers_is_refused_without_its_values(String members) {
        String json = "{'path':'/api/activity/order/1','httpMethod':'GET'," + members + "}";

        assertThatThrownBy(() -> stream(json.replace('\'', '"'), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("Cannot read the API Gateway event: duplicate key at byte [0-9]+");
        assertThat(seen).isEmpty();
    }

    @Test
    void with_several_authorizers_the_token_precedes_the_context_and_the_signature() {
        stream(
                event(
                        "http",
                        "'authorizer':{'iam':{'userArn':'arn'},'lambda':{'sub':'l'},'jwt':{'claims':{'sub':'j'}}}"),
                null);
        stream(event("http", "'authorizer':{'iam':{'userArn':'arn'},'lambda':{'sub':'l'},'jwt':{'claims':{}}}"), null);
        stream(
                event("rest", "'identity':{'userArn':'arn'},'authorizer':{'principalId':'p','claims':{'sub':'j'}}"),
                null);
        stream(event("rest", "'identity':{'userArn':'arn'},'authorizer':{'principalId':'p','claims':'{}'}"), null);

        assertThat(seen)
                .extracting(each -> String.valueOf(each == null ? null : each.id()))
                .containsExactly("j", "l", "j", "p");
    }

    @Test
    void f59_numbers_that_are_equal_as_numbers_are_different_ids() {
        for (String number : List.of("42", "42.0", "4.2e1", "420E-1", "\"42\"", "9007199254740993", "1e400", "-0")) {
            stream(event("rest", "'authorizer':{'claims':{'sub':" + number + "}}"), null);
        }

        assertThat(seen)
                .extracting(each -> String.valueOf(each == null ? null : each.id()))
                .containsExactly("42", "42.0", "4.2e1", "420E-1", "42", "9007199254740993", "1e400", "-0");
    }

    private static Stream<Arguments> tenants() {
        return Stream.of(
                arguments("'acme'", "acme"),
                arguments("['acme']", "acme"),
                arguments("7", "7"),
                arguments("7.0", "7.0"),
                arguments("true", "true"),
                arguments("null", null),
                arguments("''", null),
                arguments("' acme'", null),
                arguments("[]", null),
                arguments("['acme','evil']", null),
                arguments("['acme','acme']", null),
                arguments("['acme',null]", null),
                arguments("['acme',{'a':'b'}]", null),
                arguments("[['acme']]", null),
                arguments("{'tenant':'acme'}", null),
                // Arrays of an HTTP API, and other lists in a text.
                arguments("'[acme]'", null),
                arguments("'[acme evil]'", null),
                arguments("'acme evil'", null),
                arguments("'acme,evil'", null),
                arguments("'~acme~'", null),
                arguments("'" + "a".repeat(64) + "'", "a".repeat(64)),
                arguments("'" + "a".repeat(65) + "'", null),
                // A Cyrillic letter that looks like a Latin one.
                arguments("'\u0430cme'", null));
    }

    @ParameterizedTest
    @MethodSource("tenants")
    void f78_f79_the_tenant_is_the_one_valid_value_of_its_claim(String value, @Nullable String tenant) {
        stream(event("rest", "'authorizer':{'claims':{'sub':'U-7','tenant':" + value + "}}"), "tenant");
        stream(event("rest", "'authorizer':{'principalId':'U-7','tenant':" + value + "}"), "tenant");
        stream(event("http 1.0", "'authorizer':{'claims':{'sub':'U-7','tenant':" + value + "}}"), "tenant");
        stream(event("http", "'authorizer':{'jwt':{'claims':{'sub':'U-7','tenant':" + value + "}}}"), "tenant");
        stream(event("http", "'authorizer':{'lambda':{'sub':'U-7','tenant':" + value + "}}"), "tenant");

        assertThat(seen).hasSize(5).allSatisfy(each -> {
            assertThat(each).isNotNull();
            assertThat(each.id()).isEqualTo("U-7");
            assertThat(each.tenant()).isEqualTo(tenant);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'authorizer':{'claims':{'sub':'U-7','Tenant':'evil','TENANT':'evil','tenant ':'evil','t\u0435nant':'evil'}}",
                "'authorizer':{'claims':{'sub':'U-7','data':{'tenant':'evil'}},'tenant':'evil'}",
                "'authorizer':{'claims':{'sub':'U-7'}},'tenant':'evil','identity':{'tenant':'evil'}",
                "'authorizer':{'principalId':'U-7','context':{'tenant':'evil'}},'tenant':'evil'",
                "'identity':{'userArn':'U-7','tenant':'evil'}"
            })
    void f78_a_tenant_beside_its_claim_is_not_one(String context) {
        stream(event("rest", context), "tenant");

        assertThat(seen).singleElement().satisfies(each -> {
            assertThat(each).isNotNull();
            assertThat(each.tenant()).isNull();
        });
    }

    @Test
    void without_the_setting_a_claim_is_not_a_tenant() {
        stream(event("rest", "'authorizer':{'claims':{'sub':'U-7','tenant':'acme'}}"), null);

        assertThat(seen).containsExactly(Principal.of("U-7").with("sub", "U-7").with("tenant", "acme"));
    }

    /** @param context members of requestContext with single quotes */
    private static String event(String gateway, String context) {
        String members = "," + context.replace('\'', '"');
        String path = "/api/activity/order/1";
        return switch (gateway) {
            case "rest" -> ApiEvents.rest("GET", path, null, members);
            case "http 1.0" ->
                ApiEvents.rest("GET", path, null, members)
                        .replace("{\"resource\"", "{\"version\":\"1.0\",\"resource\"");
            case "http" -> ApiEvents.http("GET", path, "", members);
            default -> ApiEvents.http("GET", path, "", members).replace("execute-api", "lambda-url");
        };
    }

    private GatewayApi api(@Nullable String tenantClaim) {
        GatewayApi.Builder builder = GatewayApi.builder((PagesOnly) (who, query, deadline) -> {
            seen.add(who);
            return new Page<>(List.of(), null, 0);
        });
        if (tenantClaim != null) {
            builder.tenantClaim(tenantClaim);
        }
        return builder.build();
    }

    private void stream(String event, @Nullable String tenantClaim) {
        try {
            CheckedApi.invoke(
                    new ApiStreamHandler(api(tenantClaim), RESERVE),
                    new ByteArrayInputStream(event.getBytes(UTF_8)),
                    new ByteArrayOutputStream(),
                    LambdaContext.withAmpleTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void typed(String gateway, String event) {
        if (gateway.equals("rest") || gateway.equals("http 1.0")) {
            CheckedApi.handle(
                    new RestApiHandler(api(null), RESERVE),
                    object(APIGatewayProxyRequestEvent.class, event),
                    LambdaContext.withAmpleTime());
        } else {
            CheckedApi.handle(
                    new HttpApiHandler(api(null), RESERVE),
                    object(APIGatewayV2HTTPEvent.class, event),
                    LambdaContext.withAmpleTime());
        }
    }

    private <T> T object(Class<T> type, String json) {
        return LambdaEventSerializers.serializerFor(type, getClass().getClassLoader())
                .fromJson(new ByteArrayInputStream(json.getBytes(UTF_8)));
    }
}
