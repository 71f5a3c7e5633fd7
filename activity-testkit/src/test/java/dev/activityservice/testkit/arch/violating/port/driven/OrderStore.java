package dev.activityservice.testkit.arch.violating.port.driven;

import dev.activityservice.testkit.arch.violating.port.driving.PlaceOrder;

interface OrderStore {

    void store(PlaceOrder order);
}
