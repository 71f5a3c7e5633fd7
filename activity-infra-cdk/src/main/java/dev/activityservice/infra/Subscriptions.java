package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * The rules of the event types. Each event type has one rule on the bus of this system. With a shared bus, it also has a rule there, which
 * forwards events to the bus of this system.
 */
final class Subscriptions {

    /** Maximum age of an event that EventBridge still tries to deliver: one day, the limit of EventBridge. */
    private static final int MAX_DELIVERY_AGE_SECONDS = 86_400;
    /** Maximum number of retries of a delivery: the limit of EventBridge. */
    private static final int MAX_DELIVERY_RETRIES = 185;

    private final Construct scope;
    private final Names names;
    private final Messaging messaging;
    private final CfnRule.DeadLetterConfigProperty undelivered;
    private final CfnRule.RetryPolicyProperty retry;

    Subscriptions(Construct scope, Names names, Messaging messaging, List<Subscription> subscriptions, boolean shared) {
        this.scope = scope;
        this.names = names;
        this.messaging = messaging;
        undelivered = CfnRule.DeadLetterConfigProperty.builder()
                .arn(messaging.ruleDeadLetters().getQueueArn())
                .build();
        retry = CfnRule.RetryPolicyProperty.builder()
                .maximumEventAgeInSeconds(MAX_DELIVERY_AGE_SECONDS)
                .maximumRetryAttempts(MAX_DELIVERY_RETRIES)
                .build();
        List<String> rules = ownRules(subscriptions);
        allowRules(messaging.queue(), rules);
        List<String> all = new ArrayList<>(rules);
        if (shared) {
            all.addAll(sharedRules(subscriptions));
        }
        allowRules(messaging.ruleDeadLetters(), all);
    }

    private List<String> ownRules(List<Subscription> subscriptions) {
        List<String> arns = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            CfnRule rule = rule("Rule" + subscription.logicalId(), subscription, subscription.ruleName(names.env()))
                    .eventBusName(messaging.bus().getEventBusName())
                    .targets(List.of(target("ActivityQueue", messaging.queue().getQueueArn())
                            .build()))
                    .build();
            arns.add(rule.getAttrArn());
        }
        return arns;
    }

    private List<String> sharedRules(List<Subscription> subscriptions) {
        // A dynamic reference as text, because the ARN of a rule contains the name of its bus.
        String sharedBus = "{{resolve:ssm:/" + names.env() + "/shared/event-bus-name}}";
        String bus = messaging.bus().getEventBusArn();
        Role forward = Role.Builder.create(scope, "ForwardRole")
                .roleName(names.roleName("forward"))
                .assumedBy(new PrincipalWithConditions(
                        new ServicePrincipal("events.amazonaws.com"),
                        Map.of("StringEquals", Map.of("aws:SourceAccount", names.account()))))
                .inlinePolicies(Map.of(
                        "forward",
                        Policies.document(List.of(Policies.allow("Forward", List.of("events:PutEvents"), bus)))))
                .build();
        List<String> arns = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            CfnRule rule = rule(
                            "SharedRule" + subscription.logicalId(),
                            subscription,
                            subscription.sharedRuleName(names.env()))
                    .eventBusName(sharedBus)
                    .targets(List.of(target("ActivityBus", bus)
                            .roleArn(forward.getRoleArn())
                            .build()))
                    .build();
            arns.add(rule.getAttrArn());
        }
        return arns;
    }

    private CfnRule.Builder rule(String id, Subscription subscription, String name) {
        return CfnRule.Builder.create(scope, id)
                .name(name)
                .description("Activity service: " + subscription.type().text())
                .state("ENABLED")
                .eventPattern(subscription.pattern());
    }

    private CfnRule.TargetProperty.Builder target(String id, String arn) {
        return CfnRule.TargetProperty.builder()
                .id(id)
                .arn(arn)
                .deadLetterConfig(undelivered)
                .retryPolicy(retry);
    }

    private static void allowRules(Queue queue, List<String> rules) {
        queue.addToResourcePolicy(PolicyStatement.Builder.create()
                .sid("RulesOnly")
                .effect(Effect.ALLOW)
                .principals(List.of(new ServicePrincipal("events.amazonaws.com")))
                .actions(List.of("sqs:SendMessage"))
                .resources(List.of(queue.getQueueArn()))
                .conditions(Map.of("ArnEquals", Map.of("aws:SourceArn", rules)))
                .build());
    }
}
