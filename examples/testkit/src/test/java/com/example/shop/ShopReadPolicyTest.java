package com.example.shop;

import com.example.shop.application.ShopReadPolicy;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.contract.ReadPolicyContract;

/** The policy follows each rule of the contract. */
class ShopReadPolicyTest extends ReadPolicyContract {

    @Override
    protected ReadPolicy policy() {
        return new ShopReadPolicy();
    }

    @Override
    protected Principal reader() {
        return Principal.of("C-7");
    }

    @Override
    protected EntityRef readable() {
        return EntityRef.of("customer", "C-7");
    }
}
