package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.activityservice.model.Actor;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Answer;
import dev.activityservice.viewer.ViewerSite.Received;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New activities appear while the page is open. The clock of the browser is under control of the tests. */
@NeedsBrowser
@Tag("thorough")
class ViewerLiveTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    private final List<Integer> statuses = new ArrayList<>();

    @BeforeEach
    void recordRequests() {
        viewer.page().clock().install();
        viewer.page().addInitScript("""
                window.times = [];
                const send = window.fetch;
                window.fetch = (url, init) => {
                  if (String(url).includes('limit=')) {
                    window.times.push(Date.now());
                  }
                  return send(url, init);
                };""");
        viewer.page().onResponse(response -> {
            if (response.url().contains("limit=")) {
                statuses.add(response.status());
            }
        });
    }

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void the_interval_doubles_to_a_minute_when_nothing_arrives_and_starts_again_after_an_arrival() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        List<Integer> delays = delays(6);
        for (int i = 0; i < 6; i++) {
            int expected = Math.min(5_000 << i, 60_000);
            assertThat(delays.get(i))
                    .as("delay %d of %s", i, delays)
                    .isBetween(expected * 8 / 10, expected * 12 / 10 + 1_000);
        }

        site.store(List.of(Shop.one("n1", "2026-03-02T10:00:00Z").build()));
        delays(1);
        viewer.awaitText("1 new");

        assertThat(delays(1).get(0)).isBetween(4_000, 7_000);
    }

    /** Advances the clock of the browser, and returns its milliseconds before each of the next requests. */
    private List<Integer> delays(int count) {
        int before = times().size();
        for (int i = 0; times().size() < before + count; i++) {
            assertThat(i).isLessThan(1_000);
            viewer.page().clock().runFor(1_000);
            settle();
        }
        List<Long> times = times();
        return IntStream.range(before, before + count)
                .mapToObj(i -> (int) (times.get(i) - times.get(i - 1)))
                .toList();
    }

    private List<Long> times() {
        return ((List<?>) viewer.page().evaluate("() => window.times"))
                .stream().map(each -> ((Number) each).longValue()).toList();
    }

    /** Lets requests of the page complete in real time. */
    private void settle() {
        viewer.page().evaluate("() => fetch('/page.css').then(response => response.text())");
    }

    @Test
    void requests_are_spread() {
        List<Integer> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            viewer.go(site.page(attributes("page-size", String.valueOf(i + 1))));
            delays.addAll(delays(1));
        }

        assertThat(delays).allMatch(each -> each >= 4_000 && each <= 7_000);
        assertThat(new HashSet<>(delays)).as("%s", delays).hasSizeGreaterThan(1);
    }

    @Test
    void what_is_new_is_announced_and_inserted_when_asked() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        viewer.rows().nth(1).click();
        site.store(List.of(
                Shop.one("n1", "2026-03-02T10:00:00Z").build(),
                Shop.one("n2", "2026-03-03T10:00:00Z").build(),
                // An event that arrives late.
                Shop.one("late", "2026-03-02T08:59:30Z").build()));

        delays(1);
        viewer.awaitText("3 new");

        assertThat(viewer.page().locator("[aria-live]").count()).isEqualTo(1);
        assertThat(viewer.page().locator("[aria-live=polite]").innerText()).isEqualTo("3 new");
        assertThat(viewer.summaries()).isEqualTo(Shop.summaries(0, 3));
        viewer.button("3 new").click();
        assertThat(viewer.summaries())
                .containsExactly(
                        "Activity n2", "Activity n1", "Activity h0", "Activity late", "Activity h1", "Activity h2");
        assertThat(viewer.page().locator("[aria-expanded=true] [part=summary]").textContent())
                .isEqualTo("Activity h1");
        assertThat(viewer.page().locator("[part=day]").count()).isEqualTo(2);
        assertThat(focused()).isEqualTo("Activity n2");
        assertThat(viewer.button("3 new").count()).isZero();
    }

    @Test
    void the_first_activities_of_an_empty_list_appear_at_once() {
        viewer.go(site.page(attributes()));
        viewer.awaitText("Nothing has happened yet.");
        site.store(Shop.history(2));

        delays(1);

        viewer.awaitRows(2);
        assertThat(viewer.page().getByText("Nothing has happened yet.").isVisible())
                .isFalse();
    }

    @Test
    void with_live_insert_rows_appear_at_once_and_are_announced() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes("live", "insert")));
        site.store(List.of(Shop.one("n1", "2026-03-02T10:00:00Z").build()));

        delays(1);

        viewer.awaitRows(4);
        assertThat(viewer.page().locator("[aria-live]").textContent()).isEqualTo("1 new");
    }

    @Test
    void with_live_off_nothing_is_asked() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes("live", "off")));

        viewer.page().clock().runFor(300_000);
        settle();

        assertThat(site.received()).hasSize(1);
    }

    @Test
    void a_list_that_ends_in_the_past_is_not_polled() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()) + "#activity.until=2026-03-02T08:59:30Z");

        viewer.page().clock().runFor(300_000);
        settle();

        assertThat(site.received()).hasSize(1);
    }

    @Test
    void after_more_than_a_page_of_new_activities_the_list_starts_again() {
        site.store(Shop.history(12).subList(8, 12));
        viewer.go(site.page(attributes("page-size", "4")));
        site.store(Shop.history(8));

        delays(1);
        viewer.button("4 new+").click();

        viewer.awaitRows(12);
        assertThat(viewer.summaries()).isEqualTo(Shop.summaries(0, 12));
    }

    @Test
    void in_ascending_order_new_activities_are_at_the_end() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()) + "#activity.order=asc");
        site.store(List.of(
                Shop.one("n1", "2026-03-02T10:00:00Z").build(),
                Shop.one("n2", "2026-03-02T11:00:00Z").build()));

        delays(1);
        viewer.button("2 new").click();

        assertThat(viewer.summaries())
                .containsExactly("Activity h2", "Activity h1", "Activity h0", "Activity n1", "Activity n2");
        assertThat(focused()).isEqualTo("Activity n1");
    }

    @Test
    void an_incomplete_ascending_list_changes_to_the_newest_first() {
        site.store(Shop.history(300));
        viewer.go(site.page(attributes()) + "#activity.order=asc");
        viewer.awaitRows(50);
        delays(1);
        site.store(List.of(Shop.one("n1", "2026-03-02T10:00:00Z").build()));

        delays(1);
        viewer.button("1 new").click();

        viewer.page().waitForCondition(() -> viewer.summaries().indexOf("Activity n1") == 0);
    }

    @Test
    void only_matching_activities_are_new() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()) + "#activity.actor=alice&activity.type=orders.*");
        viewer.awaitRows(1);
        site.store(List.of(
                Shop.one("n1", "2026-03-02T10:00:00Z")
                        .actor(Actor.of("bob", "user"))
                        .build(),
                Shop.one("n2", "2026-03-02T10:00:01Z")
                        .actor(Actor.of("alice", "user"))
                        .build(),
                Shop.one("n3", "2026-03-02T10:00:02Z")
                        .type("inventory.x")
                        .actor(Actor.of("alice", "user"))
                        .build()));

        delays(1);
        viewer.button("1 new").click();

        assertThat(viewer.summaries()).containsExactly("Activity n2", "Activity h0");
    }

    @Test
    void an_unchanged_page_is_not_sent_again() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));

        delays(2);

        List<Received> polls = site.received().subList(1, 3);
        assertThat(polls)
                .allMatch(
                        each -> each.headers().getOrDefault("if-none-match", "").matches("\"[\\w-]{43}\""));
        assertThat(statuses).containsExactly(200, 304, 304);
    }

    @Test
    void an_older_service_gets_no_entity_tag() {
        site.beOlder();
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        site.store(List.of(Shop.one("n1", "2026-03-02T10:00:00Z").build()));

        delays(1);

        viewer.awaitText("1 new");
        assertThat(site.received()).noneMatch(each -> each.headers().containsKey("if-none-match"));
    }

    @Test
    void a_failure_pauses_the_updates_and_keeps_the_list() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        site.answerNext(Answer.of(503).retryAfter("40"));

        delays(1);
        viewer.awaitText("Live updates pause. The service is not available.");

        assertThat(viewer.rows().count()).isEqualTo(3);
        assertThat(delays(1).get(0)).isBetween(32_000, 48_500);
        viewer.page()
                .waitForCondition(() -> !viewer.page().locator("[part=note]").isVisible());
    }

    @Test
    void a_read_that_is_no_longer_allowed_says_so() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        site.answerNext(Answer.of(403));

        delays(1);

        viewer.awaitText("You may not see this timeline.");
        int before = site.received().size();
        viewer.page().clock().runFor(300_000);
        settle();
        assertThat(site.received()).hasSize(before);
    }

    @Test
    void a_hidden_page_asks_nothing_and_asks_at_once_when_it_is_shown() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        setHidden(viewer.page(), true);
        viewer.page().clock().runFor(300_000);
        settle();
        assertThat(site.received()).hasSize(1);

        setHidden(viewer.page(), false);
        settle();

        assertThat(site.received()).hasSize(2);
    }

    @Test
    void a_removed_element_asks_nothing_and_continues_when_it_is_inserted_again() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes()));
        viewer.page()
                .evaluate(
                        "() => { window.timeline = document.querySelector('activity-timeline'); window.timeline.remove(); }");
        viewer.page().clock().runFor(300_000);
        settle();
        assertThat(site.received()).hasSize(1);

        viewer.page().evaluate("() => { document.body.append(window.timeline); }");
        viewer.page().clock().runFor(10);

        viewer.awaitRows(3);
        assertThat(delays(1).get(0)).isBetween(4_000, 7_000);
    }

    private static void setHidden(Page page, boolean isHidden) {
        page.evaluate("""
                hidden => {
                  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
                  document.dispatchEvent(new Event('visibilitychange'));
                }""", isHidden);
    }

    private String focused() {
        return String.valueOf(
                viewer.page()
                        .evaluate(
                                "() => document.querySelector('activity-timeline').shadowRoot.activeElement?.querySelector('[part=summary]')?.textContent"));
    }
}
