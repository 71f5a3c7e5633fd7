package com.example.shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.port.driving.FindActivities;

/** Serves timelines behind an HTTP API with payload 2.0. */
public final class TimelineFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private final HttpApiHandler handler;

    public TimelineFunction() {
        this(Shop.fromEnvironment());
    }

    TimelineFunction(FindActivities finder) {
        this.handler = new HttpApiHandler(
                GatewayApi.builder(finder).log(System.out::println).build(), Shop.RESERVE);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return handler.handleRequest(event, context);
    }
}
