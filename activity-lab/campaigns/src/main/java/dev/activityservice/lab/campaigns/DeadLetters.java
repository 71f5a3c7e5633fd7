package dev.activityservice.lab.campaigns;

import dev.activityservice.ActivityService;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The dead-letter queue at a campaign's end: what a dry run calls recordable is sent back, the rest is kept with its reason. */
final class DeadLetters {

    private static final Pattern POISON = Pattern.compile("poison-[0-9a-z]+");
    /** Longer than a judgement takes: what was looked at stays away until it is over. */
    private static final int HIDDEN_SECONDS = 3600;

    private final SqsClient sqs;
    private final String queueUrl;
    private final String deadLettersUrl;
    private final ActivityService dryRun;
    private final Map<String, @Nullable Rejection> reasons = new LinkedHashMap<>();
    private final List<String> hidden = new ArrayList<>();

    DeadLetters(SqsClient sqs, String queueUrl, String deadLettersUrl, ActivityService dryRun) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.deadLettersUrl = deadLettersUrl;
        this.dryRun = dryRun;
    }

    /** How many messages went back; each is on the queue before it leaves this one. */
    int redriveRecordable() {
        int sent = 0;
        List<Message> messages = receive();
        while (!messages.isEmpty()) {
            for (Message message : messages) {
                Outcome outcome =
                        dryRun.explain(message.body(), metadata(message)).outcome();
                if (outcome.isDone()) {
                    sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(message.body()));
                    sqs.deleteMessage(
                            request -> request.queueUrl(deadLettersUrl).receiptHandle(message.receiptHandle()));
                    sent++;
                } else {
                    Matcher name = POISON.matcher(message.body());
                    reasons.put(name.find() ? name.group() : "unknown: " + message.body(), outcome.rejection());
                    hidden.add(message.receiptHandle());
                }
            }
            messages = receive();
        }
        return sent;
    }

    /** Lets everybody see again what stays. */
    void show() {
        for (String handle : hidden) {
            sqs.changeMessageVisibility(request ->
                    request.queueUrl(deadLettersUrl).receiptHandle(handle).visibilityTimeout(0));
        }
        hidden.clear();
    }

    /** What stays, by the names of the poison, and why. */
    Map<String, @Nullable Rejection> reasons() {
        return reasons;
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(deadLettersUrl)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(HIDDEN_SECONDS)
                        .waitTimeSeconds(0)
                        .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
                .messages();
    }

    private static MessageMetadata metadata(Message message) {
        return MessageMetadata.builder()
                .messageId(message.messageId())
                .sentTime(Instant.ofEpochMilli(
                        Long.parseLong(message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP))))
                .build();
    }
}
