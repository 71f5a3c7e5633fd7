package com.example.shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.port.driving.FindActivities;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Serves timelines behind each kind of API Gateway, or behind a function URL. It starts faster, because it reads the bytes. */
public final class TimelineStreamFunction implements RequestStreamHandler {

    private final ApiStreamHandler handler;

    public TimelineStreamFunction() {
        this(Shop.fromEnvironment());
    }

    TimelineStreamFunction(FindActivities finder) {
        this.handler = new ApiStreamHandler(GatewayApi.builder(finder).build(), Shop.RESERVE);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
