package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the SAM template for a catalog: replaces the generated parts of the template in the repository. */
final class SamTemplate {

    private static final Pattern QUEUE_POLICY =
            Pattern.compile("(?ms)^  (\\w+):\n    Type: AWS::SQS::QueuePolicy$.*?^      PolicyDocument:\n(.*?)^$");

    private SamTemplate() {}

    /**
     * Returns the template with the rules and the package name of the catalog.
     *
     * @param buckets the number of buckets, one of {@link Subscription#BUCKET_COUNTS}
     * @param policy the resource policy of the API, or null for none
     * @throws IllegalArgumentException if the template does not contain a line "# begin …" or "# end …", or if it exceeds a limit of AWS
     */
    static String render(String template, Catalog catalog, int buckets, @Nullable ResourcePolicy policy) {
        List<Subscription> subscriptions = Subscription.of(catalog, buckets);
        List<String> rules = new ArrayList<>();
        for (boolean shared : new boolean[] {false, true}) {
            for (Subscription subscription : subscriptions) {
                rule(subscription, shared, subscriptions).lines().forEach(rules::add);
            }
        }
        String text = replace(template, "tenants", tenants(catalog));
        text = replace(text, "resource-policy", resourcePolicy(policy));
        text = replace(text, "api", SamApi.lines(SamRendering.NO_DIGEST, policy));
        text = replace(text, "rules", rules)
                .replaceAll("(?m)^( *CodeUri: ).*$", "$1" + FunctionPackage.name(catalog, null));
        requireLimits(text, subscriptions.size());
        return text;
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

    /** Returns the rule for the access that excludes the resource policy, if any. */
    private static List<String> resourcePolicy(@Nullable ResourcePolicy policy) {
        return policy == null || !policy.admitsEveryone()
                ? List.of()
                : """
                ResourcePolicyOfEveryone:
                  Assertions:
                    - Assert: !Not [!Equals [!Ref ApiAccess, IAM]]
                      AssertDescription: 'ApiAccess must not be IAM, because the resource policy allows every principal without a condition, so that callers of every AWS account could read'
                    - Assert: !Not [!Equals [!Ref ApiAccess, AUTHORIZER]]
                      AssertDescription: 'ApiAccess must not be AUTHORIZER, because the resource policy allows every principal without a condition, so that callers whom the authorizer neither allows nor denies could read'
                """.lines().toList();
    }

    /** Returns the number of resources of a template after its expansion by SAM, with conditional resources. */
    static int resources(String template) {
        return template.lines().mapToInt(SamTemplate::resourcesOfLine).sum();
    }

    private static int resourcesOfLine(String line) {
        if (line.equals("    Type: AWS::Serverless::Api")) {
            // Also a deployment and a stage.
            return 3;
        }
        if (line.startsWith("    Type: AWS::")) {
            return 1;
        }
        if (line.startsWith("      AutoPublishAlias: ")) {
            // A version and an alias.
            return 2;
        }
        // SAM expands it into an event source mapping.
        return line.equals("          Type: SQS") ? 1 : 0;
    }

    private static void requireLimits(String template, int rules) {
        List<String> faults = new ArrayList<>(AwsLimits.faultOfRules("of this system", rules));
        faults.addAll(AwsLimits.faultOfResources(resources(template)));
        QUEUE_POLICY
                .matcher(template)
                .results()
                .forEach(policy ->
                        faults.addAll(AwsLimits.faultOfPolicy(policy.group(1), PolicySize.ofYaml(policy.group(2)))));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    private static String rule(Subscription subscription, boolean shared, List<Subscription> all) {
        String id = shared ? "SharedRule" : "Rule";
        String successors = subscription.successors(all).stream()
                .map(bucket -> ", " + id + bucket)
                .collect(Collectors.joining());
        return """
                %s:
                  Type: AWS::Events::Rule%s
                  DependsOn: [QueuePolicy, RuleDeadLetterQueuePolicy, RecordFunctionAliaslive%s]
                  Properties:
                    Name: !Sub %s
                    Description: '%s'
                    State: ENABLED
                    EventBusName: %s
                    EventPattern: %s
                    Targets:
                      - Id: ActivityQueue
                        Arn: !GetAtt Queue.Arn
                        DeadLetterConfig: {Arn: !GetAtt RuleDeadLetterQueue.Arn}
                        RetryPolicy: {MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185}

                """.formatted(
                id + subscription.bucket(),
                shared ? "\n  Condition: WithSharedBus" : "",
                successors,
                subscription.ruleName("${ServiceName}", "${Env}"),
                subscription.description(),
                shared ? "!Sub '" + DynamicReference.ofParameter("/${Env}/shared/event-bus-name") + "'" : "!Ref Bus",
                yaml(subscription));
    }

    /** Returns the pattern in JSON, which is also YAML, except for two characters. */
    private static String yaml(Subscription subscription) {
        return PatternJson.of(subscription.pattern())
                .replace("\ufffe", "\\ufffe")
                .replace("\uffff", "\\uffff");
    }

    /** Replaces the lines between "# begin …" and "# end …". */
    static String replace(String template, String section, List<String> lines) {
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
