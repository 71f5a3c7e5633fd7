package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.ServerlessChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sqs.Queue;

/** The rule packs AwsSolutions and Serverless have no findings, except those that are suppressed here with a reason. */
class NagTest {

    private static final Path TARGET = Path.of("target", "parity").toAbsolutePath();

    @ParameterizedTest
    @EnumSource(names = {"DEFAULTS", "EVERYTHING", "TENANTS"})
    void the_rule_packs_have_no_findings_except_the_suppressed_ones(Scenario scenario) {
        Tools.requireNode();
        Path outdir = TARGET.resolve("nag-" + scenario.env);
        App app = Flavours.app(outdir);
        Stack stack = Flavours.stack(app);
        new ActivitySystem(stack, "ActivityService", scenario.props(Flavours.jar()));
        suppress(stack, scenario);
        Aspects.of(stack).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
        Aspects.of(stack).add(ServerlessChecks.Builder.create().verbose(true).build());

        app.synth();

        assertThat(findings(outdir)).isEmpty();
    }

    @Test
    void the_rule_packs_find_a_queue_without_TLS() {
        Tools.requireNode();
        Path outdir = TARGET.resolve("nag-finds");
        App app = Flavours.app(outdir);
        Stack stack = Flavours.stack(app);
        Queue.Builder.create(stack, "Queue").build();
        Aspects.of(stack).add(AwsSolutionsChecks.Builder.create().build());

        app.synth();

        assertThat(findings(outdir))
                .anyMatch(finding -> finding.startsWith("/ActivityService/Queue/Resource AwsSolutions-SQS4: "));
    }

    private static void suppress(Stack stack, Scenario scenario) {
        for (String queue : List.of("DeadLetterQueue", "RuleDeadLetterQueue")) {
            suppress(stack, queue + "/Resource", "Serverless-SQSRedrivePolicy", "It is itself a dead-letter queue.");
        }
        suppress(
                stack,
                "RuleDeadLetterQueue/Resource",
                "AwsSolutions-SQS3",
                "It is itself a dead-letter queue, of the targets of rules. The check does not know this kind.");
        suppress(
                stack,
                "RecordMapping",
                "Serverless-LambdaEventSourceMappingDestination",
                "A mapping of an SQS queue cannot have a destination. Failed messages remain in the queue and move to its dead-letter queue.");
        for (String verb : List.of("Record", "Find")) {
            for (String rule : List.of("AwsSolutions-L1", "Serverless-LambdaLatestVersion")) {
                suppress(
                        stack,
                        verb + "Function/Resource",
                        rule,
                        "java21 is the newest runtime in the oldest supported Terraform provider, 5.100. All flavours use the same "
                                + "runtime.");
            }
            suppress(
                    stack,
                    verb + "Function/Resource",
                    "Serverless-LambdaDLQ",
                    "Only asynchronous invocations use the dead-letter queue of a function. This function has none.");
            suppress(
                    stack,
                    verb + "Function/Resource",
                    "Serverless-LambdaTracing",
                    "The layers of OpenTelemetry or Datadog create traces. X-Ray would create separate traces.");
            if (scenario.props(Flavours.jar()).datadog() == null) {
                suppress(
                        stack,
                        verb + "Role/Resource",
                        "AwsSolutions-IAM5",
                        "The wildcard stands for the log streams of the function's log group. Lambda names them.");
            }
        }
        String stage = "Api/DeploymentStage." + scenario.env + "/Resource";
        suppress(
                stack,
                stage,
                "AwsSolutions-APIG6",
                "Execution logs contain paths and queries with ids of entities. Access logs do not, and are on.");
        suppress(
                stack,
                stage,
                "AwsSolutions-APIG3",
                "IAM checks signed requests, and the API throttles them. A web ACL is only useful for an open API.");
        suppress(
                stack,
                stage,
                "Serverless-APIGWXrayEnabled",
                "The layers of OpenTelemetry or Datadog create traces. X-Ray would create separate traces.");
        suppress(
                stack,
                "Api/Deployment/Resource",
                "CdkNagValidationFailure",
                "The rule Serverless-APIGWStructuredLogging searches the log settings in the deployment. They are in the stage, where "
                        + "the rule passes.");
        suppress(
                stack,
                "Api/Resource",
                "AwsSolutions-APIG2",
                "The validator is in the body of the API, which the rule does not read. ApiSecurityTest requires it for each read.");
    }

    private static void suppress(Stack stack, String path, String rule, String reason) {
        NagSuppressions.addResourceSuppressionsByPath(
                stack,
                "/ActivityService/ActivityService/" + path,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }

    /** Returns the errors and warnings that the rule packs added to the constructs. */
    private static List<String> findings(Path assembly) {
        List<String> findings = new ArrayList<>();
        map(Trees.parse(Flavours.text(assembly.resolve("ActivityService.metadata.json"))))
                .forEach((path, entries) -> {
                    for (Object entry : list(entries)) {
                        if (List.of("aws:cdk:error", "aws:cdk:warning")
                                .contains(Trees.text(map(entry).get("type")))) {
                            findings.add(path + " " + map(entry).get("data"));
                        }
                    }
                });
        return findings;
    }
}
