package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.microsoft.playwright.CDPSession;
import dev.activityservice.testbed.browser.NeedsBrowser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Scrolling through 10,000 activities costs at most twice the time of a plain list with the same texts. The time is that of the tasks of
 * the page's main thread, so it does not depend on the speed of the service or of the machine.
 */
@NeedsBrowser
@Tag("thorough")
class ViewerScrollingTest {

    private static final int ROWS = 10_000;
    private static final int PAGE_ROWS = 100;
    private static final double MAX_RATIO = 2;

    /** Shows the same texts in the same kinds of elements, without a style sheet. Loads the same pages, and scrolls to each new end. */
    private static final String PLAIN = """
            async ([url, rows]) => {
              const list = document.createElement('ol');
              document.querySelector('main').append(list);
              const format = new Intl.DateTimeFormat('en', {dateStyle: 'full', timeStyle: 'long'});
              const short = new Intl.DateTimeFormat('en', {timeStyle: 'medium'});
              const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              for (let cursor = ''; list.children.length < rows;) {
                const page = await (await fetch(url + (cursor && '&cursor=' + cursor))).json();
                for (const activity of page.activities) {
                  const row = document.createElement('button');
                  const full = format.format(activity.activity_time);
                  for (const text of [activity.summary, 'by', activity.actor.id, short.format(activity.activity_time), full]) {
                    const part = document.createElement('span');
                    part.textContent = text + ' ';
                    row.append(part);
                  }
                  const item = document.createElement('li');
                  item.append(row);
                  list.append(item);
                }
                cursor = page.next_cursor;
                scrollTo(0, document.documentElement.scrollHeight);
                await frame();
              }
              return list.children.length;
            }""";

    private static final String ELEMENT = """
            async ([url, rows]) => {
              const root = document.querySelector('activity-timeline').shadowRoot;
              const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              const count = () => root.querySelectorAll('[part=row]').length;
              for (let before = 0; before < rows; before = count()) {
                scrollTo(0, document.documentElement.scrollHeight);
                await frame();
              }
              return count();
            }""";

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    @Test
    void scrolling_ten_thousand_activities_costs_at_most_twice_the_time_of_a_plain_list() {
        site.store(Shop.history(ROWS));
        String url = site.origin() + "/api/activity/order/ORD-1?order=desc&limit=" + PAGE_ROWS;
        Map<String, String> nothing = Map.of();

        double plain = millisPer100Rows(site.page(nothing), PLAIN, url);
        double element = millisPer100Rows(
                site.page(attributes("page-size", String.valueOf(PAGE_ROWS), "live", "off")), ELEMENT, url);

        System.out.printf("%.1f ms per 100 rows, a plain list %.1f ms: ratio %.2f%n", element, plain, element / plain);
        assertThat(element / plain).as("%.1f ms / %.1f ms", element, plain).isLessThanOrEqualTo(MAX_RATIO);
    }

    private static double millisPer100Rows(String page, String script, String url) {
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.page().setDefaultTimeout(300_000);
            viewer.page().navigate(page);
            viewer.page()
                    .waitForFunction(
                            "() => document.querySelector('activity-timeline').shadowRoot?.querySelector('h2')");
            CDPSession session = viewer.context().newCDPSession(viewer.page());
            session.send("Performance.enable");
            double before = taskSeconds(session);

            Object rows = viewer.page().evaluate(script, List.of(url, ROWS));

            assertThat(rows).isEqualTo(ROWS);
            double after = taskSeconds(session);
            viewer.assertClean();
            return (after - before) * 1000 / (ROWS / 100.0);
        }
    }

    private static double taskSeconds(CDPSession session) {
        for (JsonElement metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
                return metric.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new AssertionError("The browser has no metric TaskDuration");
    }
}
