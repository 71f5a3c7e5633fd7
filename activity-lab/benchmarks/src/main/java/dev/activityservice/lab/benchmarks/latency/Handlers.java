package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Invokes functions, and contains the baselines. */
final class Handlers {

    /** The answer if no message failed. */
    static final String ALL_DONE = "{\"batchItemFailures\":[]}";

    private Handlers() {}

    static byte[] invoke(RequestStreamHandler handler, byte[] invocation) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(invocation), answer, LambdaContext.withAmpleTime());
        return answer.toByteArray();
    }

    /** Reads the event, and answers. */
    static RequestStreamHandler doNothing() {
        return (input, output, context) -> {
            input.readAllBytes();
            output.write(ALL_DONE.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Reads and answers with Lambda's event classes, as its Java runtime does. */
    static RequestStreamHandler doNothingWithEventClasses() {
        ClassLoader loader = Handlers.class.getClassLoader();
        return new RequestStreamHandler() {
            private final PojoSerializer<SQSEvent> reader =
                    LambdaEventSerializers.serializerFor(SQSEvent.class, loader);
            private final PojoSerializer<SQSBatchResponse> writer =
                    LambdaEventSerializers.serializerFor(SQSBatchResponse.class, loader);

            @Override
            public void handleRequest(InputStream input, OutputStream output, Context context) {
                SQSEvent event = reader.fromJson(input);
                if (event.getRecords().isEmpty()) {
                    throw new IllegalStateException("The event must have records");
                }
                writer.toJson(new SQSBatchResponse(new ArrayList<>()), output);
            }
        };
    }
}
