package dev.activityservice.testkit.arch.violating.json;

import dev.activityservice.testkit.arch.violating.event.OrderEvent;

record OrderJson(OrderEvent event) {}
