package dev.activityservice.testkit.arch.violating.aws.driven.database;

import dev.activityservice.testkit.arch.violating.port.driving.PlaceOrder;

record OrderRows(PlaceOrder port) {}
