package dev.activityservice.testkit.arch.violating.text;

import dev.activityservice.testkit.arch.violating.query.OrderQuery;

record OrderText(OrderQuery query) {}
