package com.example.shop;

import dev.activityservice.infra.ActivitySystem;
import dev.activityservice.infra.ActivitySystemProps;
import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import dev.activityservice.infra.Cognito;
import dev.activityservice.infra.Datadog;
import dev.activityservice.infra.LambdaAuthorizer;
import dev.activityservice.infra.OpenTelemetry;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** The activity service, and a role with which the support desk reads timelines. */
final class ActivityStack extends Stack {

    private static final String SUPPORT_ACCOUNT = "123456789012";

    ActivityStack(Construct scope, String id, ActivitySystemProps props) {
        super(scope, id);
        ActivitySystem system = new ActivitySystem(this, "ActivityService", props);
        Role support = Role.Builder.create(this, "Support")
                .assumedBy(new AccountPrincipal(SUPPORT_ACCOUNT))
                .build();
        support.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("execute-api:Invoke"))
                .resources(List.of(
                        system.api().arnForExecuteApi("GET", "/api/activity/*", "*"),
                        system.api().arnForExecuteApi("HEAD", "/api/activity/*", "*")))
                .build());
    }

    /** Small, with telemetry through layers of OpenTelemetry. */
    static ActivitySystemProps development(Path functions, Path catalog) {
        return ActivitySystemProps.builder("dev", functions)
                .catalog(catalog)
                .recordMemory(512)
                .openTelemetry(OpenTelemetry.builder(List.of(
                                "arn:aws:lambda:eu-west-1:123456789012:layer:otel-java-agent:1",
                                "arn:aws:lambda:eu-west-1:123456789012:layer:otel-collector:1"))
                        .build())
                .build();
    }

    /** For the shop's web page: users of a user pool read their own timelines. */
    static ActivitySystemProps web(Path functions, Path catalog) {
        return ActivitySystemProps.builder("web", functions)
                .catalog(catalog)
                .apiAccess(ApiAccess.COGNITO)
                .cognito(Cognito.builder(
                                List.of("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGh"))
                        .build())
                .readPolicy("claim:sub=user")
                .corsAllowOrigin("https://shop.example")
                .build();
    }

    /** For partners: a function of ours verifies their tokens (examples/oidc-authorizer). */
    static ActivitySystemProps partners(Path functions, Path catalog) {
        return ActivitySystemProps.builder("partners", functions)
                .catalog(catalog)
                .apiAccess(ApiAccess.AUTHORIZER)
                .authorizer(
                        LambdaAuthorizer.builder("arn:aws:lambda:eu-west-1:123456789012:function:oidc-authorizer:live")
                                .cacheSeconds(60)
                                .build())
                .readPolicy("claim:partner=product")
                .build();
    }

    /** Without a shared bus, with an archive of all events, and with Datadog. */
    static ActivitySystemProps production(Path functions, Path catalog) {
        return ActivitySystemProps.builder("prod", functions)
                .catalog(catalog)
                .integrated(false)
                .archiveDays(30)
                .datadog(Datadog.builder(
                                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-AbCdEf", "datadoghq.eu")
                        .build())
                .build();
    }
}
