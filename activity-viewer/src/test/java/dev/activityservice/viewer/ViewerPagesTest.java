package dev.activityservice.viewer;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.testbed.browser.NeedsBrowser;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paging, and links to one activity. */
@NeedsBrowser
@Tag("thorough")
class ViewerPagesTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void the_next_page_loads_at_the_end_of_the_list() {
        site.store(Shop.history(200));
        viewer.go(site.page(attributes()));
        viewer.awaitRows(50);
        assertThat(viewer.page().locator("[part=foot] span").innerText()).isEqualTo("50 loaded");

        for (int rows = 100; rows <= 200; rows += 50) {
            viewer.rows().last().scrollIntoViewIfNeeded();
            viewer.awaitRows(rows);
        }

        assertThat(viewer.summaries()).isEqualTo(Shop.summaries(0, 200));
        assertThat(viewer.page().locator("[part=foot]").innerText()).isEqualTo("200 activities");
        assertThat(site.received()).hasSize(4);
    }

    @Test
    void the_next_page_loads_with_the_button_and_the_focus_moves_to_its_first_row() {
        site.store(Shop.history(60));
        viewer.go(site.page(attributes()));

        viewer.page().locator("[part=more]").dispatchEvent("click");

        viewer.awaitRows(60);
        assertThat(
                        viewer.page()
                                .evaluate(
                                        "() => document.querySelector('activity-timeline').shadowRoot.activeElement.querySelector('[part=summary]').textContent"))
                .isEqualTo("Activity h50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORD-1", "a/b", "..", "100%", "Größe ✓", "a?b#c", "+1 2"})
    void each_id_is_read(String id) {
        site.store(List.of(anActivity().of(order(id)).summary("found").build()));

        viewer.go(site.page(attributes("entity-id", id)));

        viewer.awaitRows(1);
        assertThat(viewer.summaries()).containsExactly("found");
        assertThat(viewer.page().locator("[part=title]").innerText()).isEqualTo("order\n" + id);
    }

    @ParameterizedTest
    @CsvSource({"desc, 5, false", "desc, 250, true", "asc, 20, true", "asc, 290, false"})
    void a_link_opens_its_activity(String order, int index, boolean isOutsideTheFirstPage) {
        site.store(Shop.history(300));
        viewer.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        viewer.go(site.page(attributes("page-size", "300", "fragment", "t")) + "#t.order=" + order);
        viewer.awaitRows(300);
        int row = order.equals("asc") ? 299 - index : index;
        viewer.rows().nth(row).click();
        viewer.page().getByText("Copy link").click();
        viewer.awaitText("Link copied");
        String link = String.valueOf(viewer.page().evaluate("() => navigator.clipboard.readText()"));
        assertThat(link).contains("#t.entry=");

        Page other = viewer.context().newPage();
        other.navigate(link.replace("page-size=300", "page-size=40") + "&t.order=" + order);
        other.locator("[aria-expanded=true]").waitFor();

        assertThat(other.locator("[aria-expanded=true] [part=summary]").innerText())
                .isEqualTo("Activity h" + index);
        assertThat(other.locator("[part=note]").isVisible()).isEqualTo(isOutsideTheFirstPage);
        if (isOutsideTheFirstPage) {
            other.getByText("Show all").click();
            other.waitForCondition(() -> !other.locator("[part=note]").isVisible());
            assertThat(other.locator("[part=summary]").first().innerText())
                    .isEqualTo("Activity h" + (order.equals("asc") ? 299 : 0));
        }
        other.close();
    }

    @Test
    void a_link_to_an_absent_activity_says_so() {
        site.store(Shop.history(3));

        viewer.go(site.page(attributes()) + "#activity.entry=1772442000000~none");

        viewer.awaitText("The linked activity is not in this list.");
        viewer.awaitRows(3);
    }

    @Test
    void without_access_to_the_clipboard_the_link_is_in_the_address_bar() {
        site.store(Shop.history(1));
        viewer.page()
                .addInitScript(
                        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error('no'))}})");
        viewer.go(site.page(attributes()));
        viewer.rows().first().click();

        viewer.page().getByText("Copy link").click();

        viewer.awaitText("Link copied");
        assertThat(viewer.page().url()).endsWith("#activity.entry=1772442000000~h0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity.order=asc&activity.entry=9999999999999999~x",
                "activity.entry=-9999999999999999~x",
                "activity.entry=~",
                "activity.from=%2B275760-09-13T00:00:00Z&activity.until=-271821-04-20T00:00:00Z",
                "activity.type=constructor"
            })
    void a_link_with_strange_values_shows_a_list_or_a_failure(String fragment) {
        site.store(Shop.history(60));

        viewer.go(site.page(attributes("page-size", "10")) + "#" + fragment);

        assertThat(viewer.page().locator(".wait").isVisible()).isFalse();
        viewer.button("Filters").first().click();
        assertThat(viewer.page().locator("#filters").innerText()).doesNotContain("NaN");
    }

    @Test
    void a_row_opens_with_all_details_and_reports_it() {
        site.store(List.of(Shop.one("e1", "2026-03-02T09:15:59.8731245Z")
                .actor(Actor.of("U-7", "user"))
                .timedBy(TimeSource.SNS)
                .correlationId("corr")
                .causationId("caus")
                .sequence("17")
                .attribute("total", "12.50")
                .attribute("big", "12345678901234567890")
                .attribute(
                        "price", "{\"previous\":39.95,\"new\":34.95,\"reason\":\"Spring campaign of the whole shop\"}")
                .attribute("tags", "[\"a\",1]")
                .attribute("nothing", "null")
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                .build()));
        viewer.page()
                .addInitScript(
                        "window.opened = []; document.addEventListener('activity-open', event => window.opened.push(event.detail.activity.event_id));");
        viewer.go(site.page(attributes()));

        viewer.rows().first().click();

        assertThat(viewer.page().locator("[part=details] dl").allInnerTexts().stream()
                        .flatMap(String::lines)
                        .filter(line -> !line.isBlank())
                        .toList())
                .containsExactly(
                        "total",
                        "12.50",
                        "big",
                        "12345678901234567890",
                        "price",
                        "{",
                        "  \"previous\": 39.95,",
                        "  \"new\": 34.95,",
                        "  \"reason\": \"Spring campaign of the whole shop\"",
                        "}",
                        "tags",
                        "[\"a\",1]",
                        "nothing",
                        "null",
                        "Type",
                        "orders.orderCreated.v1",
                        "Exact time",
                        "2026-03-02T09:15:59.8731245Z",
                        "Origin of time",
                        "sns",
                        "Event id",
                        "e1",
                        "Source",
                        "https://shop.example/orders",
                        "Actor",
                        "user U-7",
                        "correlation id",
                        "corr",
                        "causation id",
                        "caus",
                        "sequence",
                        "17",
                        "trace id",
                        "0af7651916cd43dd8448eb211c80319c",
                        "span id",
                        "b7ad6b7169203331");
        assertThat(viewer.page().evaluate("() => window.opened")).isEqualTo(List.of("e1"));
        viewer.rows().first().click();
        assertThat(viewer.page().locator("[part=details]").isVisible()).isFalse();
    }
}
