package dev.activityservice.lab.guards.readme;

// example: timeline
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

public class Timeline {

    public static void main(String[] args) {
        // The body of a message, for example of SQS. docs/events.md lists the formats.
        String body = """
                {"specversion": "1.0", "id": "e-2", "source": "https://orders.example", "type": "orders.orderCreated.v1",
                 "time": "2026-03-02T09:15:59.87Z", "data": {"orderNumber": "ORD-2", "userId": "U-7"}}""";

        try (DynamoDbClient dynamoDb = DynamoDbClient.create()) { // region, credentials and endpoint of the environment
            ActivityService activities = ActivityService.builder(
                            DynamoDbActivityStore.builder(dynamoDb, "ActivityService-activities-local")
                                    .build())
                    .readPolicy(ReadPolicy.authenticated())
                    .build();

            Outcome outcome = activities.record(body, MessageMetadata.none()); // bad data is an outcome, too
            System.out.println(outcome.kind() + " " + outcome.entities());

            ActivityQuery newest = ActivityQuery.builder(EntityRef.of("order", "ORD-2"))
                    .newestFirst()
                    .limit(20)
                    .build();
            Page<Activity> page = activities.find(Principal.of("me"), newest);
            page.items().forEach(activity -> System.out.println(activity.time() + " " + activity.summary()));
        }
    }
}
// end
