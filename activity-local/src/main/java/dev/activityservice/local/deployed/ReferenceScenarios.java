package dev.activityservice.local.deployed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.model.EntityRef;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The five scenarios of the reference system's integration tests, in their order, with events in the form of those tests. Instead of fixed
 * pauses, they wait until the events are on their timelines.
 *
 * @see <a href="https://github.com/DataDog/serverless-sample-app/tree/main/src/activity-service/tests/integration">the tests</a>
 */
final class ReferenceScenarios {

    private final Deployment deployment;
    private final EntityIds ids;
    private final Consumer<String> notes;

    ReferenceScenarios(Deployment deployment, EntityIds ids, Consumer<String> notes) {
        this.deployment = deployment;
        this.ids = ids;
        this.notes = notes;
    }

    List<Check> all() {
        return List.of(
                new Check("Three product events are on the product's timeline", this::product),
                new Check("Three order events are on the timelines of the order and of its user", this::order),
                new Check("A user event is on the user's timeline", this::user),
                new Check("A stock event is on the product's timeline", this::stockOfProduct),
                new Check("Two stock events are on the order's timeline", this::stockOfOrder));
    }

    private void product() throws InterruptedException {
        String id = ids.next();
        expect(
                List.of("product"),
                id,
                event("product", "product.productCreated.v1", id, "productId"),
                event("product", "product.productUpdated.v1", id, "productId"),
                event("product", "product.productDeleted.v1", id, "productId"));
    }

    private void order() throws InterruptedException {
        String id = ids.next();
        expect(
                List.of("order", "user"),
                id,
                event("orders", "orders.orderCreated.v1", id, "orderNumber", "userId"),
                event("orders", "orders.orderConfirmed.v1", id, "orderNumber", "userId"),
                event("orders", "orders.orderCompleted.v1", id, "orderNumber", "userId"));
    }

    private void user() throws InterruptedException {
        String id = ids.next();
        expect(List.of("user"), id, event("users", "users.userCreated.v1", id, "userId"));
    }

    private void stockOfProduct() throws InterruptedException {
        String id = ids.next();
        expect(
                List.of("product"),
                id,
                event("product", "product.productCreated.v1", id, "productId"),
                event("inventory", "inventory.stockUpdated.v1", id, "productId"));
    }

    private void stockOfOrder() throws InterruptedException {
        String id = ids.next();
        expect(
                List.of("order"),
                id,
                event("orders", "orders.orderCreated.v1", id, "orderNumber", "userId"),
                event("inventory", "inventory.stockReserved.v1", id, "orderNumber"),
                event("inventory", "inventory.stockReservationFailed.v1", id, "orderNumber"));
    }

    /** Publishes each event in a request, as the reference's tests do, and waits until all are on all timelines. */
    private void expect(List<String> entityTypes, String id, TestEvent... events) throws InterruptedException {
        deployment.requireMayPublish();
        List<EntityRef> timelines =
                entityTypes.stream().map(type -> EntityRef.of(type, id)).toList();
        for (EntityRef timeline : timelines) {
            for (TestEvent event : events) {
                deployment.catalog().requireOn(timeline, event);
            }
            deployment.api().page(timeline, "?limit=1");
        }
        List<String> types = new ArrayList<>();
        for (TestEvent event : events) {
            deployment.bus().publish(List.of(event));
            types.add(event.type());
        }
        for (EntityRef timeline : timelines) {
            notes.accept(DeployedApi.name(timeline));
            // The order is not compared: events without an offset get the whole second of their envelope.
            deployment.awaitTimeline(timeline, "type", types, false);
        }
    }

    /** Returns an event in the form of the reference's tests: a local time without an offset, and only ids as data. */
    private TestEvent event(String domain, String type, String id, String... fields) {
        String source = deployment.environment() + "." + domain;
        Instant now = Deployment.now();
        ObjectNode detail = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("type", type)
                .put("source", source)
                .put("id", id + "-" + type)
                .put("time", LocalDateTime.ofInstant(now, ZoneOffset.UTC).toString())
                .put("datacontenttype", "application/json");
        ObjectNode data = detail.putObject("data");
        for (String field : fields) {
            data.put(field, id);
        }
        return new TestEvent(type, source, detail);
    }
}
