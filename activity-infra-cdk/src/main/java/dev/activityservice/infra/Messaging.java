package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.CfnArchive;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.amazon.awscdk.services.sqs.RedriveAllowPolicy;
import software.amazon.awscdk.services.sqs.RedrivePermission;
import software.constructs.Construct;

/** The bus with its archive, the queue and the two dead-letter queues. */
final class Messaging {

    private final Construct scope;
    private final Names names;
    private final @Nullable IKey key;
    private final EventBus bus;
    private final Queue queue;
    private final Queue deadLetters;
    private final Queue ruleDeadLetters;

    Messaging(Construct scope, Names names, ActivitySystemProps props, @Nullable IKey key) {
        this.scope = scope;
        this.names = names;
        this.key = key;
        deadLetters = queue("DeadLetterQueue", "activity-dlq")
                .retentionPeriod(Duration.days(14))
                .redriveAllowPolicy(RedriveAllowPolicy.builder()
                        .redrivePermission(RedrivePermission.BY_QUEUE)
                        .sourceQueues(List.of(Queue.fromQueueArn(
                                scope, "RedriveSource", names.arn("sqs", names.name("activity-queue")))))
                        .build())
                .build();
        ruleDeadLetters = queue("RuleDeadLetterQueue", "activity-rule-dlq")
                .retentionPeriod(Duration.days(14))
                .redriveAllowPolicy(RedriveAllowPolicy.builder()
                        .redrivePermission(RedrivePermission.DENY_ALL)
                        .build())
                .build();
        bus = EventBus.Builder.create(scope, "Bus")
                .eventBusName(names.name("events"))
                .kmsKey(key)
                // Only a bus with a key can fail to encrypt an event.
                .deadLetterQueue(key == null ? null : ruleDeadLetters)
                .build();
        queue = queue("Queue", "activity-queue")
                .retentionPeriod(Duration.days(4))
                .visibilityTimeout(Duration.seconds(6 * props.recordTimeout() + ActivitySystemProps.MAX_BATCH_WINDOW))
                .deadLetterQueue(DeadLetterQueue.builder()
                        .queue(deadLetters)
                        .maxReceiveCount(props.maxReceiveCount())
                        .build())
                .build();
        List.of(queue, deadLetters, ruleDeadLetters).forEach(Messaging::requireTls);
        List<String> rules = new ArrayList<>(List.of(names.ruleArns(names.name("events"))));
        if (props.integrated()) {
            rules.add(names.ruleArns(names.sharedBus()));
        }
        allow("RulesOnly", queue, rules);
        allow("RulesOnly", ruleDeadLetters, rules);
        if (key != null) {
            allow("BusOnly", ruleDeadLetters, List.of(names.arn("events", "event-bus/" + names.name("events"))));
        }
    }

    EventBus bus() {
        return bus;
    }

    Queue queue() {
        return queue;
    }

    Queue deadLetters() {
        return deadLetters;
    }

    Queue ruleDeadLetters() {
        return ruleDeadLetters;
    }

    /** Creates an archive that keeps the events of the bus for a number of days. */
    void archive(int days) {
        CfnArchive.Builder.create(scope, "Archive")
                .archiveName(names.name("archive"))
                .sourceArn(bus.getEventBusArn())
                .description("Events of the activity service's bus, for replay")
                .retentionDays(days)
                .build();
    }

    private Queue.Builder queue(String id, String name) {
        return Queue.Builder.create(scope, id)
                .queueName(names.name(name))
                .encryption(key == null ? QueueEncryption.SQS_MANAGED : QueueEncryption.KMS)
                .encryptionMasterKey(key);
    }

    /** The policy names the rules by a pattern, so that its size does not depend on the catalog, and rules can wait for the policy. */
    private void allow(String sid, Queue queue, List<String> sourceArns) {
        queue.addToResourcePolicy(PolicyStatement.Builder.create()
                .sid(sid)
                .effect(Effect.ALLOW)
                .principals(List.of(new ServicePrincipal("events.amazonaws.com")))
                .actions(List.of("sqs:SendMessage"))
                .resources(List.of(queue.getQueueArn()))
                .conditions(Map.of(
                        "ArnLike", Map.of("aws:SourceArn", sourceArns),
                        "StringEquals", Map.of("aws:SourceAccount", names.account())))
                .build());
    }

    private static void requireTls(Queue queue) {
        queue.addToResourcePolicy(PolicyStatement.Builder.create()
                .sid("TlsOnly")
                .effect(Effect.DENY)
                .principals(List.of(new AnyPrincipal()))
                .actions(List.of("sqs:*"))
                .resources(List.of(queue.getQueueArn()))
                .conditions(Map.of("Bool", Map.of("aws:SecureTransport", "false")))
                .build());
    }
}
