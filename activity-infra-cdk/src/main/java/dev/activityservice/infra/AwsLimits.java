package dev.activityservice.infra;

import java.util.Comparator;
import java.util.List;

/**
 * Limits of AWS that a catalog can exceed. AWS reports some of them only in the middle of a deployment. Each message states the limit, the
 * number and the cure. The Terraform module has the same limits and messages, except the limit of CloudFormation.
 */
final class AwsLimits {

    /** Maximum length of an event pattern, in UTF-16 units (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
    static final int MAX_PATTERN_CHARS = 2_048;
    /** Maximum number of rules on a bus in most regions (the same page). */
    static final int MAX_RULES_PER_BUS = 300;
    /** Maximum number of resources in a template (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
    static final int MAX_RESOURCES = 500;
    /** Maximum size of a queue's policy (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html). */
    static final int MAX_POLICY_BYTES = 8_192;

    private AwsLimits() {}

    static void requirePatterns(List<Subscription> subscriptions) {
        subscriptions.stream()
                .max(Comparator.comparingInt(AwsLimits::length))
                .filter(longest -> length(longest) > MAX_PATTERN_CHARS)
                .ifPresent(longest -> {
                    throw new IllegalArgumentException("The event pattern of bucket " + longest.bucket()
                            + " must have at most " + MAX_PATTERN_CHARS + " characters, not " + length(longest) + ": "
                            + cure(longest));
                });
    }

    /** Returns the fault of the number of rules on a bus; empty if it has none. */
    static List<String> faultOfRules(String bus, int rules) {
        return fault(
                rules,
                MAX_RULES_PER_BUS,
                "The bus " + bus + " must have at most " + MAX_RULES_PER_BUS + " rules, not " + rules
                        + ": set RULE_BUCKETS=" + Subscription.DEFAULT_BUCKETS
                        + ", or use prefixes such as \"orders.*\". All teams share the limit of a shared bus");
    }

    /** Returns the fault of the number of resources in a template; empty if it has none. */
    static List<String> faultOfResources(int resources) {
        return fault(
                resources,
                MAX_RESOURCES,
                "A template of CloudFormation must have at most " + MAX_RESOURCES + " resources, not " + resources
                        + ": reduce RULE_BUCKETS, use prefixes such as \"orders.*\", or deploy with Terraform, which does"
                        + " not have this limit");
    }

    /** Returns the fault of the size of a queue's policy; empty if it has none. */
    static List<String> faultOfPolicy(String queue, int bytes) {
        return fault(
                bytes,
                MAX_POLICY_BYTES,
                "The policy of the queue " + queue + " must have at most " + MAX_POLICY_BYTES + " bytes, not " + bytes
                        + ": remove statements that were added to it");
    }

    private static List<String> fault(int number, int limit, String message) {
        return number > limit ? List.of(message) : List.of();
    }

    private static int length(Subscription subscription) {
        return PatternJson.of(subscription.pattern()).length();
    }

    /** More buckets cannot divide a single entry. */
    private static String cure(Subscription subscription) {
        int next = subscription.buckets() * 2;
        return subscription.entries() > 1 && Subscription.BUCKET_COUNTS.contains(next)
                ? "set RULE_BUCKETS=" + next
                : "use prefixes such as \"orders.*\", or fewer and shorter sources";
    }
}
