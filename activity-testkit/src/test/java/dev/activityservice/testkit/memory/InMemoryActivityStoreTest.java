package dev.activityservice.testkit.memory;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ActivityStoreContract;

/** The store in memory keeps the contract. */
class InMemoryActivityStoreTest extends ActivityStoreContract {

    @Override
    protected ActivityStore newStore() {
        return InMemoryActivityStore.create();
    }

    @Override
    protected int crowd() {
        return 10_000;
    }
}
