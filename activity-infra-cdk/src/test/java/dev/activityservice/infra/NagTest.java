package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.ServerlessChecks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.cxapi.SynthesisMessage;

/** The rule packs AwsSolutions and Serverless have nothing to say, but for what is suppressed here with a reason. */
class NagTest {

    private static final Path TARGET = Path.of("target", "parity").toAbsolutePath();

    @ParameterizedTest
    @EnumSource(names = {"DEFAULTS", "EVERYTHING"})
    void the_rule_packs_find_nothing_but_what_is_suppressed_with_a_reason(Scenario scenario) {
        Tools.requireNode();
        App app = Flavours.app(TARGET.resolve("nag-" + scenario.env));
        Stack stack = Flavours.stack(app);
        new ActivitySystem(stack, "ActivityService", scenario.props(Flavours.jar()));
        suppress(stack, scenario);
        Aspects.of(stack).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
        Aspects.of(stack).add(ServerlessChecks.Builder.create().verbose(true).build());

        Annotations annotations = Annotations.fromStack(stack);

        assertThat(texts(annotations.findError("*", Match.anyValue()))).isEmpty();
        assertThat(texts(annotations.findWarning("*", Match.anyValue()))).isEmpty();
    }

    private static void suppress(Stack stack, Scenario scenario) {
    }

    private static void suppress(Stack stack, String path, String rule, String reason) {
        NagSuppressions.addResourceSuppressionsByPath(
                stack,
                "/ActivityService/ActivityService/" + path,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }

    private static List<String> texts(List<SynthesisMessage> messages) {
        return messages.stream()
                .map(message -> message.getId() + " " + message.getEntry().getData())
                .toList();
    }
}
