package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.EventTypePattern;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    @Test
    void a_rules_name_is_readable_and_fits_with_the_longest_environment() {
        Subscription subscription = subscription("inventory.stockReservationFailed.v1.and.then.some.more");

        assertThat(subscription.ruleName("dev")).matches("activity_inventory_stockReservationFa_[0-9a-f]{8}-dev");
        assertThat(subscription.sharedRuleName("production")).hasSize(64);
    }

    @Test
    void types_that_differ_in_a_character_that_a_name_cannot_have_get_different_names() {
        List<Subscription> subscriptions = List.of(
                subscription("orders.created"),
                subscription("orders_created"),
                subscription("orders created"),
                subscription("orders.ü"));

        assertThat(subscriptions.stream().map(subscription -> subscription.ruleName("dev")))
                .doesNotHaveDuplicates();
        assertThat(subscriptions.stream().map(Subscription::logicalId))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[A-Za-z0-9]+"));
    }

    @Test
    void an_exact_type_is_matched_as_it_is_and_a_prefix_by_its_text() {
        assertThat(subscription("orders.orderCreated.v1").pattern())
                .isEqualTo(Map.of("detail-type", List.of("orders.orderCreated.v1")));
        assertThat(subscription("orders.*").pattern())
                .isEqualTo(Map.of("detail-type", List.of(Map.of("prefix", "orders."))));
    }

    private static Subscription subscription(String type) {
        return new Subscription(new EventTypePattern(type));
    }
}
