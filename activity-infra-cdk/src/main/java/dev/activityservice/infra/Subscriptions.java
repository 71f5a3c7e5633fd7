package dev.activityservice.infra;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.lambda.Alias;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The rules on the bus of this system and on the shared bus. All rules send events to the queue.
 *
 * <p>A rule waits for the policies of its queues, so that no event is refused. It also waits for the alias of the record function, so that a
 * type reaches the queue only when the function that knows the type is live. The function acknowledges unknown types. A rule does not wait
 * for the mapping from the queue to the function, because messages stay in the queue until it exists.
 */
final class Subscriptions {

    /** Maximum age of an event that EventBridge still tries to deliver: one day, the limit of EventBridge. */
    private static final int MAX_DELIVERY_AGE_SECONDS = 86_400;
    /** Maximum number of retries of a delivery: the limit of EventBridge. */
    private static final int MAX_DELIVERY_RETRIES = 185;

    private final Construct scope;
    private final Names names;
    private final Messaging messaging;
    private final List<Subscription> subscriptions;
    private final List<CfnResource> first;

    Subscriptions(Construct scope, Names names, Messaging messaging, Alias record, List<Subscription> subscriptions) {
        this.scope = scope;
        this.names = names;
        this.messaging = messaging;
        this.subscriptions = subscriptions;
        first = List.of(
                resource(messaging.queue().getNode().findChild("Policy")),
                resource(messaging.ruleDeadLetters().getNode().findChild("Policy")),
                resource(record));
    }

    void create(boolean withSharedBus) {
        createRules("Rule", messaging.bus().getEventBusName());
        if (withSharedBus) {
            createRules("SharedRule", names.sharedBus());
        }
    }

    private void createRules(String id, String bus) {
        Map<Integer, CfnRule> rules = new TreeMap<>();
        for (Subscription subscription : subscriptions) {
            CfnRule rule = CfnRule.Builder.create(scope, id + subscription.bucket())
                    .name(subscription.ruleName(names.service(), names.env()))
                    .description(subscription.description())
                    .state("ENABLED")
                    .eventBusName(bus)
                    .eventPattern(subscription.pattern())
                    .targets(List.of(target()))
                    .build();
            first.forEach(rule::addResourceDependency);
            rules.put(subscription.bucket(), rule);
        }
        for (Subscription subscription : subscriptions) {
            for (int successor : subscription.successors(subscriptions)) {
                Objects.requireNonNull(rules.get(subscription.bucket()))
                        .addResourceDependency(Objects.requireNonNull(rules.get(successor)));
            }
        }
    }

    private CfnRule.TargetProperty target() {
        return CfnRule.TargetProperty.builder()
                .id("ActivityQueue")
                .arn(messaging.queue().getQueueArn())
                .deadLetterConfig(CfnRule.DeadLetterConfigProperty.builder()
                        .arn(messaging.ruleDeadLetters().getQueueArn())
                        .build())
                .retryPolicy(CfnRule.RetryPolicyProperty.builder()
                        .maximumEventAgeInSeconds(MAX_DELIVERY_AGE_SECONDS)
                        .maximumRetryAttempts(MAX_DELIVERY_RETRIES)
                        .build())
                .build();
    }

    private static CfnResource resource(IConstruct construct) {
        return (CfnResource) Objects.requireNonNull(construct.getNode().getDefaultChild(), "default child");
    }
}
