package dev.activityservice.testkit.arch.violating.aws.driven.database;

import dev.activityservice.testkit.arch.violating.aws.driving.api.OrderHandler;

record OrderTable(OrderHandler handler) {}
