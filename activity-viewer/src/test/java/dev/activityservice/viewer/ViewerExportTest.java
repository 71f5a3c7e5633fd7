package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.activityservice.model.Actor;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Answer;
import dev.activityservice.viewer.ViewerSite.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The summary in the head, and the export of exactly the entries that match the filters. */
@NeedsBrowser
@Tag("thorough")
class ViewerExportTest {

    private static final Pattern ID = Pattern.compile("\\bh([0-9]+)\\b");

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    @BeforeEach
    void allow_time_for_downloads() {
        viewer.page().setDefaultTimeout(30_000);
    }

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void the_head_shows_count_first_and_latest_activity() {
        site.store(Shop.history(120));

        viewer.go(site.page(attributes("lang", "en-GB")));

        PlaywrightAssertions.assertThat(viewer.page().locator("[part=facts]"))
                .hasText("120 activities · first 2 Mar 2026, 08:01 · latest 2 Mar 2026, 10:00");
    }

    @Test
    void above_its_budget_the_count_is_a_lower_bound() {
        site.store(Shop.history(10_001));

        viewer.go(site.page(attributes()));

        PlaywrightAssertions.assertThat(viewer.page().locator("[part=facts]"))
                .containsText("more than 10,000 activities");
    }

    @Test
    void new_activities_change_the_summary() {
        site.store(Shop.history(3));
        viewer.page().clock().install();
        viewer.go(site.page(attributes("live", "insert", "lang", "en-GB")));
        PlaywrightAssertions.assertThat(viewer.page().locator("[part=facts]")).containsText("3 activities");
        site.store(List.of(Shop.one("n1", "2026-03-02T12:00:00Z")
                .type("orders.orderCreated.v1")
                .build()));

        viewer.page().clock().runFor(10_000);

        PlaywrightAssertions.assertThat(viewer.page().locator("[part=facts]"))
                .hasText("4 activities · first 2 Mar 2026, 09:58 · latest 2 Mar 2026, 13:00");
        viewer.button("Filters").click();
        assertThat(viewer.label("orders.orderCreated.v1 (2)").isVisible()).isTrue();
    }

    @Test
    void an_older_service_has_neither_summary_nor_exports() {
        site.beOlder();
        site.store(Shop.history(3));

        viewer.go(site.page(attributes()));

        viewer.awaitRows(3);
        assertThat(viewer.page().locator("[part=facts]").isVisible()).isFalse();
        assertThat(viewer.button("Export").isVisible()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"CSV, text/csv, csv, desc", "JSON Lines, application/x-ndjson, ndjson, asc"})
    void an_export_has_all_pages_in_the_order_of_the_list(String name, String type, String suffix, String order)
            throws IOException {
        site.store(Shop.history(2_500));
        viewer.go(site.page(attributes()) + "#activity.order=" + order);

        String text = export(name, "order-ORD-1." + suffix);

        List<String> newestFirst =
                IntStream.range(0, 2_500).mapToObj(i -> "h" + i).toList();
        assertThat(ids(text))
                .hasSize(2_500)
                .startsWith(order.equals("desc") ? "h0" : "h2499")
                .containsExactlyInAnyOrderElementsOf(newestFirst);
        assertThat(text.lines()
                        .filter(line -> line.contains("event_id,") || line.startsWith("\"event_id\""))
                        .count())
                .isEqualTo(suffix.equals("csv") ? 1 : 0);
        assertThat(requests(type)).hasSize(3);
        assertThat(viewer.rows().count()).as("rows of the list").isLessThan(2_500);
    }

    @Test
    void an_export_has_the_filters_of_the_list() throws IOException {
        site.store(Shop.history(30));
        viewer.go(
                site.page(attributes())
                        + "#activity.type=inventory.*&activity.from=2026-03-02T08:40:00.000Z&activity.until=2026-03-02T08:55:00.000Z");
        viewer.page().locator("[part=row]").first().waitFor();

        String text = export("CSV", "order-ORD-1.csv");

        assertThat(ids(text)).containsExactly("h8", "h11", "h14", "h17", "h20");
        assertThat(viewer.rows().count()).isEqualTo(5);
    }

    @Test
    void with_an_actor_only_lines_are_offered_and_they_have_that_actor() throws IOException {
        site.store(Shop.history(10));
        viewer.go(site.page(attributes()) + "#activity.actor=bob");
        viewer.button("Export").click();
        assertThat(viewer.button("CSV").isVisible()).isFalse();
        viewer.page().keyboard().press("Escape");

        String text = export("JSON Lines", "order-ORD-1.ndjson");

        assertThat(ids(text)).containsExactly("h1", "h3", "h5", "h7", "h9");
    }

    @Test
    void an_export_waits_as_the_service_asks_and_goes_on() throws IOException {
        site.store(Shop.history(1_500));
        viewer.go(site.page(attributes("live", "off")));
        site.answerNext(Answer.of(429).retryAfter("1"), Answer.of(503).retryAfter("1"));

        String text = export("JSON Lines", "order-ORD-1.ndjson");

        assertThat(ids(text)).hasSize(1_500).doesNotHaveDuplicates();
        assertThat(requests("application/x-ndjson")).hasSize(4);
    }

    @Test
    void an_export_that_fails_says_why() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes("live", "off")));
        site.answerNext(Answer.of(403));
        viewer.button("Export").click();

        viewer.button("CSV").click();

        viewer.awaitText("You may not see this timeline.");
    }

    @Test
    void an_export_that_waits_can_be_cancelled() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes("live", "off")));
        site.answerNext(Answer.of(429).retryAfter("50"));
        viewer.button("Export").click();
        viewer.button("CSV").click();
        PlaywrightAssertions.assertThat(viewer.page().locator("#formats")).containsText("Too many requests.");

        viewer.button("Cancel").click();

        PlaywrightAssertions.assertThat(viewer.button("Cancel")).hasCount(0);
        assertThat(requests("text/csv")).hasSize(1);
    }

    @Test
    void a_next_page_of_another_origin_is_not_read_and_a_part_is_not_downloaded() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes("live", "off")));
        site.answerNext(new Answer(
                200,
                Map.of(
                        "Content-Type", "application/x-ndjson",
                        "Link", "<https://elsewhere.example/api/activity/order/ORD-1?cursor=1>; rel=\"next\""),
                "{\"event_id\":\"h0\"}\n"));

        viewer.button("Export").click();

        viewer.button("JSON Lines").click();

        viewer.awaitText("The service is not available.");
        assertThat(site.received()).allMatch(request -> request.url().startsWith("/api/"));
    }

    @Test
    void another_entity_ends_the_export_of_the_first_one() {
        site.store(Shop.history(3));
        viewer.go(site.page(attributes("live", "off")));
        site.answerNext(Answer.of(429).retryAfter("2"));
        viewer.button("Export").click();
        viewer.button("CSV").click();
        PlaywrightAssertions.assertThat(viewer.page().locator("#formats")).containsText("Too many requests.");

        viewer.page().onDownload(download -> {
            throw new AssertionError("Downloaded " + download.suggestedFilename());
        });
        viewer.page().evaluate("() => document.querySelector('activity-timeline').setAttribute('entity-id', 'ORD-2')");
        viewer.awaitText("Nothing has happened yet.");

        viewer.page().waitForTimeout(2_500);
        assertThat(requests("text/csv")).hasSize(1);
    }

    @Test
    void lines_are_filtered_by_actor_whatever_separators_their_texts_have() throws IOException {
        site.store(List.of(
                Shop.one("h1", "2026-03-02T09:00:00Z")
                        .actor(Actor.of("bob", "user"))
                        .attribute("note", "\"a\u2028b\u2029c\"")
                        .build(),
                Shop.one("h2", "2026-03-02T09:01:00Z")
                        .actor(Actor.of("alice", "user"))
                        .attribute("note", "\"a\u2028b\"")
                        .build()));
        viewer.go(site.page(attributes()) + "#activity.actor=bob");

        assertThat(export("JSON Lines", "order-ORD-1.ndjson").split("\n", -1)).hasSize(2);
    }

    private String export(String format, String name) throws IOException {
        viewer.button("Export").click();
        Download download =
                viewer.page().waitForDownload(() -> viewer.button(format).click());
        viewer.page().keyboard().press("Escape");
        assertThat(download.suggestedFilename()).isEqualTo(name);
        return Files.readString(download.path());
    }

    /** Returns the ids of the activities in a text, in order: one in each line. */
    private static List<String> ids(String text) {
        return text.lines()
                .flatMap(line -> ID.matcher(line).results().limit(1).map(each -> each.group()))
                .toList();
    }

    private static List<Received> requests(String type) {
        return site.received().stream()
                .filter(request -> type.equals(request.headers().get("accept")))
                .toList();
    }
}
