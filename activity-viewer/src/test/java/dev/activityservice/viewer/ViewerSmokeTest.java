package dev.activityservice.viewer;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Actor;
import dev.activityservice.testbed.browser.NeedsBrowser;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The element shows a timeline in a real browser. The other tests of the matrix run with the profile "thorough". */
@NeedsBrowser
class ViewerSmokeTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    @BeforeEach
    void store() {
        site.store(List.of(
                anActivity()
                        .of(order("ORD-1"))
                        .id("e1")
                        .at("2026-03-02T09:15:59.8731245Z")
                        .type("orders.orderCreated.v1")
                        .summary("Order ORD-1 created")
                        .actor(Actor.of("U-77", "user"))
                        .attribute("total", "12.50")
                        .build(),
                anActivity()
                        .of(order("ORD-1"))
                        .id("e2")
                        .at("2026-03-03T09:16:00Z")
                        .type("inventory.stockReserved.v1")
                        .build()));
    }

    @Test
    void a_timeline_has_rows_under_days_and_a_row_opens() {
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(attributes()));

            assertThat(viewer.summaries()).containsExactly("inventory.stockReserved.v1", "Order ORD-1 created");
            assertThat(viewer.page().locator("h3").allInnerTexts())
                    .containsExactly("Tuesday, March 3, 2026", "Monday, March 2, 2026");

            viewer.rows().nth(1).click();

            assertThat(viewer.rows().nth(1).getAttribute("aria-expanded")).isEqualTo("true");
            assertThat(viewer.page().locator("[part=details]").innerText())
                    .contains("12.50", "2026-03-02T09:15:59.8731245Z", "e1", "user U-77", "Copy link");
            assertThat(viewer.accessibilityFindings()).isEmpty();
            viewer.assertClean();
        }
    }

    @Test
    void what_is_new_appears_with_a_notice() {
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.page().clock().install();
            viewer.go(site.page(attributes()));
            site.store(List.of(anActivity()
                    .of(order("ORD-1"))
                    .id("e3")
                    .at("2026-03-04T09:16:00Z")
                    .summary("Order ORD-1 completed")
                    .build()));

            viewer.page().clock().runFor(7000);
            viewer.button("1 new").click();

            assertThat(viewer.summaries())
                    .containsExactly("Order ORD-1 completed", "inventory.stockReserved.v1", "Order ORD-1 created");
            viewer.assertClean();
        }
    }

    @Test
    void a_page_that_breaks_the_policy_on_purpose_is_noticed() {
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(attributes()));

            viewer.page().evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; } catch {} }");
            viewer.page()
                    .evaluate("() => { const s = document.createElement('div'); s.setAttribute('style', 'color:red');"
                            + " document.body.append(s); }");
            viewer.page().evaluate("() => setTimeout(() => { throw new Error('on purpose'); })");
            viewer.page().waitForTimeout(100);

            assertThat(viewer.violations()).hasSize(2);
            assertThat(viewer.problems()).anyMatch(each -> each.contains("on purpose"));
        }
    }
}
