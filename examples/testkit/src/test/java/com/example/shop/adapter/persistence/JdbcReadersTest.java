package com.example.shop.adapter.persistence;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ReadersContract;
import org.h2.jdbcx.JdbcConnectionPool;

/** The store also keeps the readers of entities. */
class JdbcReadersTest extends ReadersContract {

    private static final JdbcConnectionPool DATABASE = JdbcConnectionPool.create("jdbc:h2:mem:readers", "sa", "");

    @Override
    protected ActivityStore newStore() {
        return new JdbcActivityStore(DATABASE);
    }
}
