package dev.activityservice.testkit.arch.violating.port;

import dev.activityservice.testkit.arch.violating.aws.driving.api.OrderHandler;

record OrderDesk(OrderHandler handler) {}
