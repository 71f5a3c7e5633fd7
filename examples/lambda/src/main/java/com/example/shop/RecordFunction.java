package com.example.shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.typed.SqsEventHandler;
import dev.activityservice.port.driving.RecordActivities;

/** Records an SQS batch. The event source mapping must have {@code ReportBatchItemFailures}. */
public final class RecordFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final SqsEventHandler handler;

    public RecordFunction() {
        this(Shop.fromEnvironment(), new Statistics());
    }

    RecordFunction(RecordActivities recorder, Statistics statistics) {
        SqsBatchHandler batches = SqsBatchHandler.builder(recorder)
                .observer(BatchObserver.logging(System.out::println).andThen(statistics))
                .build();
        this.handler = new SqsEventHandler(batches, Shop.RESERVE);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return handler.handleRequest(event, context);
    }
}
