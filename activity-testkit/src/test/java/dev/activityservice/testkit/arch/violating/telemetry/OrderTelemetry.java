package dev.activityservice.testkit.arch.violating.telemetry;

import dev.activityservice.testkit.arch.violating.OrderService;

record OrderTelemetry(OrderService service) {}
