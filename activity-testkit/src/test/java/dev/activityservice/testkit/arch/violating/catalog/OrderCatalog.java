package dev.activityservice.testkit.arch.violating.catalog;

import dev.activityservice.testkit.arch.violating.event.OrderEvent;

record OrderCatalog(OrderEvent event) {}
