package com.example.shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import java.util.ArrayList;
import java.util.List;

/** Records a list of bodies, for example from a file of old events, and returns those that must be sent again. */
public final class ImportFunction implements RequestHandler<List<String>, List<String>> {

    private final RecordActivities recorder;

    public ImportFunction() {
        this(Shop.fromEnvironment());
    }

    ImportFunction(RecordActivities recorder) {
        this.recorder = recorder;
    }

    @Override
    public List<String> handleRequest(List<String> bodies, Context context) {
        Deadline deadline = LambdaDeadline.of(context, Shop.RESERVE);
        List<RecordActivities.Outcome> outcomes = recorder.record(
                bodies.stream()
                        .map(body -> new Message(body, MessageMetadata.none()))
                        .toList(),
                deadline);
        List<String> again = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            if (!outcomes.get(i).isDone()) {
                again.add(bodies.get(i));
            }
        }
        return again;
    }
}
