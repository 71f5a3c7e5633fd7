package dev.activityservice.testkit.arch.violating.model;

import org.assertj.core.api.Assertions;

class Order {

    void check(Object id) {
        Assertions.assertThat(id).isNotNull();
    }
}
