package dev.activityservice.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ActivityStoreContract;
import org.junit.jupiter.api.Test;

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

    @Test
    void a_subclass_of_the_contract_may_have_other_tests() {
        assertThat(newStore()).isInstanceOf(InMemoryActivityStore.class);
    }
}
