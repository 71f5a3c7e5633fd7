package dev.activityservice.testkit.memory;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ReadersContract;

/** The readers in memory keep the contract. */
class InMemoryReadersTest extends ReadersContract {

    @Override
    protected ActivityStore newStore() {
        return InMemoryActivityStore.create();
    }
}
