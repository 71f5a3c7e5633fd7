package dev.activityservice.local.eventsource;

import dev.activityservice.local.json.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Writes a batch as the event that a function sees.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Example Amazon SQS message events</a>
 */
final class SqsEventJson {

    private SqsEventJson() {}

    static byte[] write(List<Message> messages, String queueArn, String region) {
        List<Object> records = new ArrayList<>();
        for (Message message : messages) {
            records.add(Json.object(
                    "messageId",
                    message.messageId(),
                    "receiptHandle",
                    message.receiptHandle(),
                    "body",
                    message.body(),
                    "attributes",
                    message.attributesAsStrings(),
                    "messageAttributes",
                    attributes(message.messageAttributes()),
                    "md5OfBody",
                    message.md5OfBody(),
                    "eventSource",
                    "aws:sqs",
                    "eventSourceARN",
                    queueArn,
                    "awsRegion",
                    region));
        }
        return Json.writeBytes(Json.object("Records", records));
    }

    private static Map<String, @Nullable Object> attributes(Map<String, MessageAttributeValue> attributes) {
        Map<String, @Nullable Object> all = Json.object();
        attributes.forEach((name, value) -> {
            Map<String, @Nullable Object> attribute = Json.object();
            if (value.stringValue() != null) {
                attribute.put("stringValue", value.stringValue());
            }
            if (value.binaryValue() != null) {
                attribute.put(
                        "binaryValue",
                        Base64.getEncoder().encodeToString(value.binaryValue().asByteArray()));
            }
            attribute.put("stringListValues", List.of());
            attribute.put("binaryListValues", List.of());
            attribute.put("dataType", value.dataType());
            all.put(name, attribute);
        });
        return all;
    }
}
