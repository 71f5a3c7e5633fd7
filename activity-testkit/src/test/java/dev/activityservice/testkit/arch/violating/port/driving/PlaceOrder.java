package dev.activityservice.testkit.arch.violating.port.driving;

import dev.activityservice.testkit.arch.violating.query.OrderQuery;

public interface PlaceOrder {

    OrderQuery place();
}
