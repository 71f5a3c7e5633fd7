package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.testbed.browser.NeedsBrowser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything works by keyboard only. The tests of this class send no events of a pointer. */
@NeedsBrowser
@Tag("thorough")
class ViewerKeyboardTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void tab_reaches_each_control_in_the_order_of_the_page_and_the_focus_is_visible() {
        site.store(Shop.history(2));
        viewer.go(site.page(attributes()));
        List<String> names = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            press("Tab");
            names.add(focused());
            assertThat(viewer.page().evaluate("() => getComputedStyle(" + ACTIVE + ").outlineStyle"))
                    .as(focused())
                    .isEqualTo("solid");
        }

        assertThat(names).containsExactly("Filters", "Order", "Time", "Export", "Activity h0", "Activity h1");
    }

    @Test
    void rows_open_and_close_and_the_arrow_keys_move_between_them() {
        site.store(Shop.history(5));
        viewer.go(site.page(attributes()));
        viewer.rows().first().focus();

        press("ArrowDown");
        press("Enter");
        assertThat(viewer.rows().nth(1).getAttribute("aria-expanded")).isEqualTo("true");
        press("Tab");
        assertThat(focused()).isEqualTo("Copy link");
        press("Shift+Tab");
        press("Space");
        assertThat(viewer.rows().nth(1).getAttribute("aria-expanded")).isEqualTo("false");
        press("End");
        assertThat(focused()).isEqualTo("Activity h4");
        press("ArrowDown");
        assertThat(focused()).isEqualTo("Activity h4");
        press("ArrowUp");
        assertThat(focused()).isEqualTo("Activity h3");
        press("Home");
        assertThat(focused()).isEqualTo("Activity h0");
    }

    @Test
    void filters_open_change_and_close() {
        site.store(Shop.history(6));
        viewer.go(site.page(attributes()));
        viewer.button("Filters").focus();

        press("Enter");
        press("Tab");
        press("Space");
        viewer.awaitRows(2);
        viewer.label("inventory.stockReserved.v1 (2)").waitFor();
        assertThat(focused()).isEqualTo("inventory.stockReserved.v1 (2)");
        press("Escape");
        assertThat(focused()).isEqualTo("Filters (1)");
        viewer.button("Remove filter: inventory.stockReserved.v1").focus();
        press("Enter");
        viewer.awaitRows(6);
        assertThat(focused()).isEqualTo("Filters");
    }

    @Test
    void more_activities_load_and_the_focus_continues_there() {
        site.store(Shop.history(60));
        viewer.go(site.page(attributes()));
        viewer.page().locator("[part=more]").focus();

        press("Enter");

        viewer.awaitRows(60);
    }

    @Test
    void the_order_is_a_native_control() {
        site.store(Shop.history(2));
        viewer.go(site.page(attributes()));
        viewer.label("Order").focus();

        press("ArrowDown");

        viewer.page().waitForCondition(() -> viewer.summaries().equals(List.of("Activity h1", "Activity h0")));
        assertThat(focused()).isEqualTo("Order");
    }

    private static final String ACTIVE = "document.querySelector('activity-timeline').shadowRoot.activeElement";

    private void press(String key) {
        viewer.page().keyboard().press(key);
    }

    /** Returns the label of the focused control, or the summary of the focused row. */
    private String focused() {
        return String.valueOf(viewer.page()
                .evaluate("() => { const e = " + ACTIVE + "; return e?.ariaLabel"
                        + " ?? (e?.querySelector('[part=summary]') ?? e?.labels?.[0] ?? e)?.textContent; }"));
    }
}
