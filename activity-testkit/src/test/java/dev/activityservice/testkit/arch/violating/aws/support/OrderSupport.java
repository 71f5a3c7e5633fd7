package dev.activityservice.testkit.arch.violating.aws.support;

import dev.activityservice.testkit.arch.violating.aws.driving.api.OrderHandler;

class OrderSupport {

    OrderHandler[] handlers() {
        return new OrderHandler[0];
    }
}
