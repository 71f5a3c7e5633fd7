package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import dev.activityservice.model.Actor;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Received;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Filters by type, time and actor, the order, and the form of times: where they are kept, and what the API is asked for. */
@NeedsBrowser
@Tag("thorough")
class ViewerFiltersTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void types_that_are_present_and_their_common_prefixes_are_offered() {
        site.store(Shop.history(6));
        viewer.go(site.page(attributes()));
        viewer.button("Filters").click();

        assertThat(viewer.page()
                        .locator("#filters [type=checkbox]")
                        .evaluateAll("boxes => boxes.map(box => box.value)"))
                .isEqualTo(List.of(
                        "inventory.stockReserved.v1",
                        "orders.*",
                        "orders.orderConfirmed.v1",
                        "orders.orderCreated.v1"));

        viewer.label("inventory.stockReserved.v1 (2)").check();
        viewer.awaitRows(2);
        assertThat(last().parameter("type")).isEqualTo("inventory.stockReserved.v1");
        viewer.label("orders.*").check();
        viewer.awaitRows(6);
        assertThat(last().parameter("type")).isEqualTo("inventory.stockReserved.v1,orders.*");
        assertThat(viewer.label("orders.orderCreated.v1 (2)").isDisabled()).isTrue();
        assertThat(viewer.label("orders.orderCreated.v1 (2)").isChecked()).isTrue();
        assertThat(chips()).containsExactly("inventory.stockReserved.v1", "orders.*");
        assertThat(viewer.page().url())
                .endsWith("#activity.type=inventory.stockReserved.v1%2Corders.*&activity.order=desc");

        viewer.page().keyboard().press("Escape");
        viewer.button("Remove filter: inventory.stockReserved.v1").click();
        viewer.awaitRows(4);
        assertThat(viewer.button("Filters (1)").isVisible()).isTrue();
    }

    @Test
    void other_types_and_prefixes_can_be_added() {
        site.store(Shop.history(6));
        viewer.go(site.page(attributes()));
        viewer.button("Filters").click();

        viewer.page().getByLabel("Other type, or prefix").fill("inventory.");
        viewer.page().keyboard().press("Enter");
        viewer.awaitRows(2);
        viewer.page().getByLabel("Other type, or prefix").fill("shop.closed");
        viewer.button("Add").click();

        viewer.page().waitForCondition(() -> last().parameter("type").equals("inventory.*,shop.closed"));
        assertThat(chips()).containsExactly("inventory.*", "shop.closed");
    }

    @Test
    void a_window_ends_now() {
        site.store(List.of(
                Shop.one("old", Instant.now().minusSeconds(8 * 86_400).toString())
                        .build(),
                Shop.one("new", Instant.now().minusSeconds(3_600).toString()).build()));
        viewer.go(site.page(attributes()));
        viewer.awaitRows(2);
        viewer.button("Filters").click();

        viewer.page().getByLabel("Time").first().selectOption(new SelectOption().setLabel("7 days"));

        viewer.awaitRows(1);
        assertThat(Instant.parse(last().parameter("from")))
                .isBetween(
                        Instant.now().minusSeconds(7 * 86_400 + 60),
                        Instant.now().minusSeconds(7 * 86_400));
        assertThat(chips()).containsExactly("7 days");
        viewer.page().reload();
        viewer.settled().awaitRows(1);
    }

    @Test
    void times_are_those_of_the_chosen_zone() {
        site.store(Shop.history(6));
        viewer.go(site.page(attributes()));
        viewer.button("Filters").click();

        viewer.label("From").fill("2026-03-02T09:57");
        viewer.label("Until").fill("2026-03-02T10:00");

        viewer.awaitRows(3);
        assertThat(last().parameter("from")).isEqualTo("2026-03-02T08:57:00.000Z");
        assertThat(last().parameter("until")).isEqualTo("2026-03-02T09:00:00.000Z");
        assertThat(chips()).containsExactly("From: Mar 2, 2026, 9:57 AM", "Until: Mar 2, 2026, 10:00 AM");

        viewer.page().keyboard().press("Escape");
        times().selectOption("utc");
        assertThat(viewer.label("From").inputValue()).isEqualTo("2026-03-02T08:57");
        assertThat(chips()).containsExactly("From: Mar 2, 2026, 8:57 AM", "Until: Mar 2, 2026, 9:00 AM");
        viewer.button("Filters (2)").click();
        viewer.label("From").fill("2026-03-02T08:59");
        viewer.awaitRows(1);
        assertThat(last().parameter("from")).isEqualTo("2026-03-02T08:59:00.000Z");
    }

    @Test
    void an_actor_is_searched_page_by_page() {
        site.store(Shop.history(30));
        viewer.go(site.page(attributes("page-size", "10")) + "#activity.actor=bob");

        viewer.awaitRows(15);
        viewer.button("Filters").click();
        assertThat(viewer.page()
                        .locator("#filters select")
                        .last()
                        .locator("option")
                        .allInnerTexts())
                .containsExactly("All", "alice", "bob");
        assertThat(chips()).containsExactly("Actor: bob");
    }

    @Test
    void a_search_without_a_match_stops_after_ten_pages_and_continues_when_asked() {
        site.store(Shop.history(25));
        site.store(List.of(Shop.one("needle", "2026-03-01T00:00:00Z")
                .actor(Actor.of("carol", "user"))
                .build()));

        viewer.go(site.page(attributes("page-size", "1")) + "#activity.actor=carol");
        viewer.button("Load more").click();
        viewer.page().waitForCondition(() -> site.received().size() >= 21);
        viewer.button("Load more").click();

        viewer.awaitRows(1);
        assertThat(viewer.summaries()).containsExactly("Activity needle");
    }

    @Test
    void order_and_form_of_times_are_remembered_in_one_entry_of_the_storage() {
        site.store(Shop.history(2));
        viewer.go(site.page(attributes()));
        viewer.page().evaluate("() => localStorage.setItem('host', 'kept')");
        viewer.label("Order").selectOption("asc");
        viewer.page().waitForCondition(() -> last().parameter("order").equals("asc"));
        times().selectOption("utc");

        Page other = viewer.context().newPage();
        other.navigate(site.page(attributes()));
        other.locator("[part=row]").first().waitFor();

        assertThat(other.locator("[part=summary]").allInnerTexts()).containsExactly("Activity h1", "Activity h0");
        assertThat(other.locator("[part=time] [aria-hidden]").allInnerTexts())
                .containsExactly("8:59:00 AM", "9:00:00 AM");
        assertThat(other.evaluate("() => Object.entries(localStorage).sort().map(String)"))
                .isEqualTo(List.of("activity-timeline,{\"order\":\"asc\",\"time\":\"utc\"}", "host,kept"));
        other.close();
    }

    @Test
    void a_link_with_filters_shows_the_same_list_and_keeps_other_parts_of_the_fragment() {
        site.store(Shop.history(6));
        viewer.go(site.page(attributes()) + "#tab=2&activity.type=orders.*&activity.order=asc");
        viewer.awaitRows(4);
        assertThat(viewer.summaries()).containsExactly("Activity h4", "Activity h3", "Activity h1", "Activity h0");

        viewer.button("Remove filter: orders.*").click();
        viewer.awaitRows(6);
        assertThat(viewer.page().url()).endsWith("#tab=2&activity.order=asc");

        viewer.page().evaluate("() => location.hash = 'tab=3&activity.type=inventory.*'");
        viewer.awaitRows(2);
        viewer.page().goBack();
        viewer.awaitRows(6);
    }

    @Test
    void without_a_fragment_the_url_does_not_change() {
        site.store(Shop.history(6));
        String url = site.page(attributes("fragment", "")) + "#activity.type=orders.*";
        viewer.go(url);
        viewer.awaitRows(6);
        viewer.button("Filters").click();

        viewer.label("orders.*").check();

        viewer.awaitRows(4);
        assertThat(viewer.page().url()).isEqualTo(url);
    }

    @Test
    void relative_times_are_current() {
        viewer.page().clock().install(new Clock.InstallOptions().setTime("2026-03-02T09:05:00Z"));
        site.store(List.of(
                Shop.one("a", "2026-03-02T09:04:30Z").build(),
                Shop.one("b", "2026-03-02T07:00:00Z").build(),
                Shop.one("c", "2026-02-27T07:00:00Z").build()));
        viewer.go(site.page(attributes()));

        times().selectOption("relative");
        assertThat(String.join(
                        ", ", viewer.page().locator("[part=time] [aria-hidden]").allInnerTexts()))
                .matches("3\\d seconds ago, 2 hours ago, 3 days ago");
        assertThat(viewer.page().locator("[part=day]").first().innerText()).isEqualTo("Today · Monday, March 2, 2026");
        viewer.page().clock().runFor(24 * 3600_000);

        assertThat(viewer.page().locator("[part=time] [aria-hidden]").first().innerText())
                .isEqualTo("yesterday");
        assertThat(viewer.page().locator("[part=day]").first().innerText())
                .isEqualTo("Yesterday · Monday, March 2, 2026");
    }

    private Locator times() {
        return viewer.page().locator("[part=toolbar] > select").last();
    }

    private List<String> chips() {
        return viewer.page().locator("[part=chip]").allInnerTexts();
    }

    private static Received last() {
        List<Received> all = site.received();
        return all.get(all.size() - 1);
    }
}
