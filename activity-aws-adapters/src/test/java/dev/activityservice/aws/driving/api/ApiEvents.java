package dev.activityservice.aws.driving.api;

import org.jspecify.annotations.Nullable;

/**
 * Events of API Gateway. The fields are those of the API Gateway developer guide ("Input format of a Lambda function for proxy
 * integration", "Create AWS Lambda proxy integrations for HTTP APIs") and of {@code events/testdata/apigw-request.json},
 * {@code apigw-v2-request-no-authorizer.json}, {@code apigw-v2-request-jwt-authorizer.json},
 * {@code apigw-v2-request-lambda-authorizer.json} and {@code apigw-v2-request-iam.json} in github.com/aws/aws-lambda-go; the values
 * are invented. Whether paths arrive decoded was not checked on AWS (see GatewayEvent for the sources).
 */
final class ApiEvents {

    private ApiEvents() {}

    /**
     * Returns an event of a REST API.
     *
     * @param path the path, percent-encoded
     * @param query JSON of multiValueQueryStringParameters, or null
     * @param context members of requestContext, each after a comma
     */
    static String rest(String method, String path, @Nullable String query, String context) {
        return """
                {"resource":"/api/activity/{entity_type}/{entity_id}","path":"%s","httpMethod":"%s",
                "headers":{"Accept":"*/*","Host":"abc.execute-api.eu-west-1.amazonaws.com","origin":"https://shop.example"},
                "multiValueHeaders":null,"queryStringParameters":null,"multiValueQueryStringParameters":%s,
                "pathParameters":null,"stageVariables":null,
                "requestContext":{"resourceId":"123456","stage":"prod","requestId":"c6af9ac6","httpMethod":"%s",
                "apiId":"abc","path":"/prod%s"%s},
                "body":null,"isBase64Encoded":false}""".formatted(path, method, query, method, path, context);
    }

    /**
     * Returns an event of an HTTP API, payload 2.0.
     *
     * @param path the path, decoded
     * @param query the query, percent-encoded
     * @param context members of requestContext, each after a comma
     */
    static String http(String method, String path, String query, String context) {
        return """
                {"version":"2.0","routeKey":"$default","rawPath":"%s","rawQueryString":"%s","cookies":["a=b"],
                "headers":{"host":"abc.execute-api.eu-west-1.amazonaws.com","origin":"https://shop.example"},
                "requestContext":{"accountId":"123456789012","apiId":"abc","domainName":"abc.execute-api.eu-west-1.amazonaws.com",
                "domainPrefix":"abc","http":{"method":"%s","path":"%s","protocol":"HTTP/1.1","sourceIp":"192.0.2.1",
                "userAgent":"agent"},"requestId":"id","routeKey":"$default","stage":"prod",
                "time":"12/Mar/2026:19:03:58 +0000","timeEpoch":1773342238000%s},
                "isBase64Encoded":false}""".formatted(path, query, method, path, context);
    }

    /**
     * Returns an event of a load balancer, as in {@code events/testdata/alb-lambda-target-request-multivalue-headers.json}.
     *
     * @param query JSON of queryStringParameters or of multiValueQueryStringParameters, with its name, not decoded
     */
    static String loadBalancer(String path, String query) {
        return """
                {"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/1"}},
                "httpMethod":"GET","path":"%s",%s,"headers":{"accept":"*/*","x-forwarded-proto":"https"},
                "body":"","isBase64Encoded":false}""".formatted(path, query);
    }
}
