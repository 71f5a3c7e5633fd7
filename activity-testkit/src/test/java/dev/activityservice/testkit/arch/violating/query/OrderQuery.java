package dev.activityservice.testkit.arch.violating.query;

import dev.activityservice.testkit.arch.violating.port.driving.PlaceOrder;

public record OrderQuery(PlaceOrder port) {}
