package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The key policy in docs/deploy.md fits the resources of the environment dev that a key encrypts. */
class KeyPolicyTest {

    private static final Pattern POLICY = Pattern.compile("(?s)\n## A key of your own\n.*?\n```json\n(.*?)\n```\n");

    @Test
    void each_service_that_uses_the_key_has_the_actions_that_its_documentation_requires() {
        Map<String, TreeSet<String>> actions = new TreeMap<>();
        for (Object statement : statements()) {
            map(map(statement).get("Principal")).values().stream()
                    .flatMap(principals -> list(principals).stream())
                    .forEach(principal -> actions.computeIfAbsent(principal.toString(), key -> new TreeSet<>())
                            .addAll(list(map(statement).get("Action")).stream()
                                    .map(Object::toString)
                                    .toList()));
        }

        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html,
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        assertThat(actions)
                .isEqualTo(Map.of(
                        "arn:aws:iam::123456789012:root",
                        new TreeSet<>(List.of("kms:*")),
                        "events.amazonaws.com",
                        new TreeSet<>(List.of("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")),
                        "logs.eu-west-1.amazonaws.com",
                        new TreeSet<>(List.of(
                                "kms:Encrypt*",
                                "kms:Decrypt*",
                                "kms:ReEncrypt*",
                                "kms:GenerateDataKey*",
                                "kms:Describe*"))));
    }

    @Test
    void the_statement_for_logs_admits_each_log_group_and_no_other() {
        List<Pattern> patterns = statements().stream()
                .filter(statement -> "Logs".equals(map(statement).get("Sid")))
                .flatMap(statement ->
                        list(map(map(map(statement).get("Condition")).get("ArnLike"))
                                        .get("kms:EncryptionContext:aws:logs:arn"))
                                .stream())
                .map(arn -> Pattern.compile(Pattern.quote(arn.toString()).replace("*", "\\E[^:]*\\Q")))
                .toList();

        assertThat(ParityTest.cdk(Scenario.DEFAULTS).section(Section.LOG_GROUPS).keySet())
                .hasSize(3)
                .allSatisfy(group -> assertThat(patterns)
                        .anyMatch(pattern -> pattern.matcher(arn(group)).matches()));
        assertThat(List.of("/aws/lambda/ActivityService-FindActivities-prod", "/aws/lambda/other-dev"))
                .allSatisfy(group -> assertThat(patterns)
                        .noneMatch(pattern -> pattern.matcher(arn(group)).matches()));
    }

    private static String arn(String logGroup) {
        return "arn:aws:logs:eu-west-1:123456789012:log-group:" + logGroup;
    }

    private static List<Object> statements() {
        Matcher matcher = POLICY.matcher(Flavours.text(Path.of("..", "docs", "deploy.md")));
        assertThat(matcher.find())
                .describedAs("docs/deploy.md must contain the key policy")
                .isTrue();
        return Trees.statements(Trees.parse(matcher.group(1)));
    }
}
