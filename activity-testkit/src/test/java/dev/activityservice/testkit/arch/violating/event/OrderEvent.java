package dev.activityservice.testkit.arch.violating.event;

import dev.activityservice.testkit.arch.violating.query.OrderQuery;

public record OrderEvent(OrderQuery query) {}
