package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.contract.ActivityStoreContract;

class DynamoDbActivityStoreContractTest extends ActivityStoreContract {

    @Override
    protected ActivityStore newStore() {
        return DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME)
                .build();
    }
}
