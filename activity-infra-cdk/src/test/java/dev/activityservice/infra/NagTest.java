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

/** The rule packs AwsSolutions and Serverless have nothing to say, but for what is suppressed here with a reason. */
class NagTest {

    private static final Path TARGET = Path.of("target", "parity").toAbsolutePath();

    @ParameterizedTest
    @EnumSource(names = {"DEFAULTS", "EVERYTHING"})
    void the_rule_packs_find_nothing_but_what_is_suppressed_with_a_reason(Scenario scenario) {
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
    void a_finding_is_found() {
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
            suppress(stack, queue + "/Resource", "Serverless-SQSRedrivePolicy", "It is a dead-letter queue itself.");
        }
        suppress(
                stack,
                "RuleDeadLetterQueue/Resource",
                "AwsSolutions-SQS3",
                "It is a dead-letter queue itself, of the rules' targets, where the rule does not look.");
        suppress(
                stack,
                "RecordMapping",
                "Serverless-LambdaEventSourceMappingDestination",
                "A mapping of an SQS queue takes no destination: what fails stays on the queue and goes to its dead-letter queue.");
        for (String verb : List.of("Record", "Find")) {
            for (String rule : List.of("AwsSolutions-L1", "Serverless-LambdaLatestVersion")) {
                suppress(
                        stack,
                        verb + "Function/Resource",
                        rule,
                        "java21 is the newest runtime that the oldest supported Terraform provider, 5.100, knows; the three flavours "
                                + "run the same one.");
            }
            suppress(
                    stack,
                    verb + "Function/Resource",
                    "Serverless-LambdaDLQ",
                    "It is never invoked asynchronously, the only case that a function's own dead-letter queue is for.");
            suppress(
                    stack,
                    verb + "Function/Resource",
                    "Serverless-LambdaTracing",
                    "Traces are OpenTelemetry's or Datadog's, by layers; X-Ray's beside them would be a second, separate trace.");
            if (scenario.props(Flavours.jar()).datadog() == null) {
                suppress(
                        stack,
                        verb + "Role/Resource",
                        "AwsSolutions-IAM5",
                        "The wildcard stands for the log streams of the function's own log group, which Lambda names.");
            }
        }
        String stage = "Api/DeploymentStage." + scenario.env + "/Resource";
        suppress(
                stack,
                stage,
                "AwsSolutions-APIG6",
                "Execution logs hold paths and queries, and these the ids of entities; access logs, which do not, are on.");
        suppress(
                stack,
                stage,
                "AwsSolutions-APIG3",
                "Requests are signed and checked by IAM, and throttled: a web ACL is the choice of whoever opens the API.");
        suppress(
                stack,
                stage,
                "Serverless-APIGWXrayEnabled",
                "Traces are OpenTelemetry's or Datadog's; X-Ray's beside them would be a second, separate trace.");
        suppress(
                stack,
                "Api/Deployment/Resource",
                "CdkNagValidationFailure",
                "The rule Serverless-APIGWStructuredLogging looks for the stage's log within the deployment, where ours is not; "
                        + "it passes for the stage itself.");
        for (String method : List.of("{entity_type}/GET", "{entity_type}/{entity_id}/GET")) {
            suppress(
                    stack,
                    "Api/Default/api/activity/" + method + "/Resource",
                    "AwsSolutions-COG4",
                    "IAM authorises the callers, which are services; there is no user pool.");
        }
    }

    private static void suppress(Stack stack, String path, String rule, String reason) {
        NagSuppressions.addResourceSuppressionsByPath(
                stack,
                "/ActivityService/ActivityService/" + path,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }

    /** The errors and warnings that the aspects left at their constructs. */
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
