package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.SqsBatch;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A way to answer an invocation.
 *
 * @param prepare work that is not timed; returns the timed work, which returns the answer
 * @param fill stores a history; not timed
 */
record TimedCandidate(String name, Function<SqsBatch, Callable<byte[]>> prepare, Consumer<List<Event>> fill) {

    /** The answer if no message failed. */
    static final String ALL_DONE = "{\"batchItemFailures\":[]}";

    static TimedCandidate of(String name, RequestStreamHandler function, Consumer<List<Event>> fill) {
        return new TimedCandidate(name, batch -> () -> invoke(function, batch.invocation()), fill);
    }

    /** The baseline with streams. */
    static RequestStreamHandler doNothing() {
        return (input, output, context) -> {
            input.readAllBytes();
            output.write(ALL_DONE.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** The baseline with Lambda's event classes, which the Java runtime reads and writes. */
    static RequestStreamHandler doNothingWithEventClasses() {
        ClassLoader loader = TimedCandidate.class.getClassLoader();
        PojoSerializer<SQSEvent> reader = LambdaEventSerializers.serializerFor(SQSEvent.class, loader);
        PojoSerializer<SQSBatchResponse> writer = LambdaEventSerializers.serializerFor(SQSBatchResponse.class, loader);
        return (input, output, context) -> {
            if (reader.fromJson(input).getRecords().isEmpty()) {
                throw new IllegalStateException("The event must have records");
            }
            writer.toJson(new SQSBatchResponse(new ArrayList<>()), output);
        };
    }

    static byte[] invoke(RequestStreamHandler handler, byte[] invocation) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(invocation), answer, LambdaContext.withAmpleTime());
        return answer.toByteArray();
    }
}
