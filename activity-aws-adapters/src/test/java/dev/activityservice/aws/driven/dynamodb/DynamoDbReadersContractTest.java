package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ReadersContract;

class DynamoDbReadersContractTest extends ReadersContract {

    @Override
    protected ActivityStore newStore() {
        return DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME)
                .build();
    }
}
