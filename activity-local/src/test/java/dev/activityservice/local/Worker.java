package dev.activityservice.local;

import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A program with only the event source mapping and the record function. Queue and table are in another JVM. */
final class Worker {

    private Worker() {}

    /** Starts a worker process, which runs until it is destroyed and writes its log to the file. */
    static Process start(URI sqs, Queues queues, URI dynamoDb, Path log) throws IOException {
        ProcessBuilder builder = JavaProcess.of(Worker.class, sqs.toString(), queues.queueUrl(), queues.queueArn())
                .redirectOutput(log.toFile());
        builder.environment().putAll(SharedStack.environment(dynamoDb));
        return builder.start();
    }

    /** @param args the endpoint of SQS, the URL of the queue and its ARN */
    public static void main(String[] args) throws InterruptedException {
        SqsClient sqs = LocalClients.sqs(URI.create(args[0]));
        try (EventSourceMapping mapping = start(sqs, args[1], args[2], System.getenv())) {
            assert mapping != null;
            Thread.currentThread().join();
        }
    }

    /** Starts the mapping in this JVM. */
    static EventSourceMapping start(SqsClient sqs, String queueUrl, String queueArn, Map<String, String> environment) {
        return new EventSourceMapping(
                sqs,
                new EventSourceMapping.Queue(queueUrl, queueArn, LocalClients.REGION),
                new RecordActivitiesFunction(environment),
                () -> new LambdaContext(
                        "worker",
                        UUID.randomUUID().toString(),
                        LocalClients.REGION,
                        Duration.ofSeconds(30),
                        System::nanoTime),
                System.err::println);
    }
}
