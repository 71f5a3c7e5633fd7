package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the SAM template for a catalog: replaces the generated parts of the template in the repository. */
final class SamTemplate {

    private SamTemplate() {}

    /**
     * Returns the template with the rules and the package name of the catalog.
     *
     * @throws IllegalArgumentException if the template does not contain a line "# begin …" or "# end …"
     */
    static String render(String template, Catalog catalog) {
        List<Subscription> subscriptions = Subscription.of(catalog);
        String text = replace(template, "own-rule-arns", arns("Rule", subscriptions));
        List<String> all = new ArrayList<>(List.of("Fn::If:", "  - WithSharedBus"));
        List<String> both = new ArrayList<>(arns("Rule", subscriptions));
        both.addAll(arns("SharedRule", subscriptions));
        all.addAll(nested(both));
        all.addAll(nested(arns("Rule", subscriptions)));
        text = replace(text, "all-rule-arns", all);
        List<String> rules = subscriptions.stream()
                .flatMap(subscription -> (own(subscription) + "\n" + shared(subscription)).lines())
                .toList();
        text = replace(text, "tenants", tenants(catalog));
        text = replace(text, "api", SamApi.lines(ApiBody.VERSION));
        return replace(text, "rules", rules).replaceAll("(?m)^( *CodeUri: ).*$", "$1" + catalog.packageName());
    }

    /** Returns the rule for the tenants of callers. A template does not contain the catalog, so that the rule is written for it. */
    private static List<String> tenants(Catalog catalog) {
        String rule = catalog.hasTenants() ? """
                Tenants:
                  Assertions:
                    - Assert: !Not [!Equals [!Ref TenantClaim, '']]
                      AssertDescription: TenantClaim must be set, because the catalog has tenants
                    - Assert: !Or [!Equals [!Ref ApiAccess, COGNITO], !Equals [!Ref ApiAccess, AUTHORIZER]]
                      AssertDescription: 'ApiAccess must be COGNITO or AUTHORIZER, because the catalog has tenants: with IAM or open access, a caller has no tenant'
                """ : """
                Tenants:
                  Assertions:
                    - Assert: !Equals [!Ref TenantClaim, '']
                      AssertDescription: TenantClaim must not be set, because the catalog has no tenants
                """;
        return rule.lines().toList();
    }

    private static List<String> arns(String prefix, List<Subscription> subscriptions) {
        return subscriptions.stream()
                .map(subscription -> "- !GetAtt " + prefix + subscription.logicalId() + ".Arn")
                .toList();
    }

    /** Returns the lines of a YAML list that is an item of another list. */
    private static List<String> nested(List<String> items) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            lines.add((i == 0 ? "  - " : "    ") + items.get(i));
        }
        return lines;
    }

    private static String own(Subscription subscription) {
        return """
                Rule%s:
                  Type: AWS::Events::Rule
                  Properties:
                    Name: !Sub %s
                    Description: %s
                    State: ENABLED
                    EventBusName: !Ref Bus
                    EventPattern: {detail-type: [%s]}
                    Targets:
                      - Id: ActivityQueue
                        Arn: !GetAtt Queue.Arn
                        DeadLetterConfig: {Arn: !GetAtt RuleDeadLetterQueue.Arn}
                        RetryPolicy: {MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185}
                """.formatted(
                        subscription.logicalId(),
                        subscription.ruleName("${Env}"),
                        description(subscription),
                        pattern(subscription));
    }

    private static String shared(Subscription subscription) {
        return """
                SharedRule%s:
                  Type: AWS::Events::Rule
                  Condition: WithSharedBus
                  Properties:
                    Name: !Sub %s
                    Description: %s
                    State: ENABLED
                    EventBusName: !Sub '{{resolve:ssm:/${Env}/shared/event-bus-name}}'
                    EventPattern: {detail-type: [%s]}
                    Targets:
                      - Id: ActivityBus
                        Arn: !GetAtt Bus.Arn
                        RoleArn: !GetAtt ForwardRole.Arn
                        DeadLetterConfig: {Arn: !GetAtt RuleDeadLetterQueue.Arn}
                        RetryPolicy: {MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185}
                """.formatted(
                        subscription.logicalId(),
                        subscription.sharedRuleName("${Env}"),
                        description(subscription),
                        pattern(subscription));
    }

    private static String description(Subscription subscription) {
        return quoted("Activity service: " + subscription.type().text());
    }

    private static String pattern(Subscription subscription) {
        String literal = quoted(subscription.type().literal());
        return subscription.type().isPrefix() ? "{prefix: " + literal + "}" : literal;
    }

    /** Returns a YAML text in single quotes. There, only a single quote must be escaped. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String replace(String template, String section, List<String> lines) {
        int begin = template.indexOf("# begin " + section + "\n");
        int end = template.indexOf("# end " + section + "\n");
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("The SAM template must contain the lines \"# begin " + section
                    + "\" and \"# end " + section + "\"");
        }
        int lineStart = template.lastIndexOf('\n', begin) + 1;
        String indent = template.substring(lineStart, begin);
        String part = lines.stream()
                .map(line -> line.isEmpty() ? "\n" : indent + line + "\n")
                .collect(Collectors.joining());
        int from = template.indexOf('\n', begin) + 1;
        return template.substring(0, from) + part + indent + template.substring(end);
    }
}
