package dev.activityservice.lab.benchmarks.cold;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** The record function without priming: hides from it that it becomes a snapshot. */
public final class RecordUnprimed implements RequestStreamHandler {

    private final RecordActivitiesFunction function;

    public RecordUnprimed() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove("AWS_LAMBDA_INITIALIZATION_TYPE");
        function = new RecordActivitiesFunction(environment);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        function.handleRequest(input, output, context);
    }
}
