package com.example.shop.adapter.persistence;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ActivityStoreContract;
import java.util.EnumSet;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;

/** The store follows each rule of the contract. */
class JdbcActivityStoreTest extends ActivityStoreContract {

    private static final JdbcConnectionPool DATABASE = JdbcConnectionPool.create("jdbc:h2:mem:contract", "sa", "");

    @Override
    protected ActivityStore newStore() {
        return new JdbcActivityStore(DATABASE);
    }

    /** The store has no limit for the size of an activity. The report lists the two rules about such limits as skipped. */
    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.HOLDS_LARGE_ACTIVITIES, Capability.KEEPS_READERS);
    }
}
