package com.example.shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.port.driving.FindActivities;

/** Serves timelines behind a REST API, or behind an HTTP API with payload 1.0. */
public final class TimelineRestFunction
        implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final RestApiHandler handler;

    public TimelineRestFunction() {
        this(Shop.fromEnvironment());
    }

    TimelineRestFunction(FindActivities finder) {
        this.handler = new RestApiHandler(GatewayApi.builder(finder).build(), Shop.RESERVE);
    }

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent event, Context context) {
        return handler.handleRequest(event, context);
    }
}
