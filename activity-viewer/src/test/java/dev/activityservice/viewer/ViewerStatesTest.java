package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Answer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the element shows while it waits, without entries, and after each kind of failure. */
@NeedsBrowser
@Tag("thorough")
class ViewerStatesTest {

    private static final String RECORD_ERRORS = """
            window.failures = [];
            document.addEventListener('activity-error', event => window.failures.push(
              `${event.detail.status} ${event.detail.code} ${event.detail.wait}`));""";

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void while_the_first_page_loads_the_list_is_busy() {
        AtomicReference<Route> held = new AtomicReference<>();
        viewer.page().route("**/api/**", route -> {
            if (!held.compareAndSet(null, route)) {
                route.resume();
            }
        });

        viewer.page().navigate(site.page(attributes()));
        viewer.awaitText("Loading…");

        assertThat(viewer.page().locator("[aria-busy=true]").count()).isEqualTo(1);
        Objects.requireNonNull(held.get()).resume();
        viewer.awaitText("Nothing has happened yet.");
        assertThat(viewer.page().locator("[aria-busy]").count()).isZero();
    }

    @Test
    void without_an_entity_nothing_is_loaded() {
        viewer.page().navigate(site.page(Map.of("entity-type", "order")));
        viewer.page()
                .waitForFunction("() => document.querySelector('activity-timeline').shadowRoot?.querySelector('h2')");

        assertThat(site.received()).isEmpty();
    }

    @Test
    void an_empty_timeline_differs_from_filters_without_a_match() {
        viewer.go(site.page(attributes()));
        viewer.awaitText("Nothing has happened yet.");

        viewer.go(site.page(attributes()) + "#activity.type=orders.*");
        viewer.page().reload();
        viewer.awaitText("No activity matches the filters.");
    }

    @Test
    void a_partly_loaded_list_remains_when_the_next_page_fails() {
        site.store(Shop.history(30));
        viewer.page().addInitScript(RECORD_ERRORS);
        viewer.go(site.page(attributes("page-size", "20")));
        viewer.awaitRows(30);
        viewer.page().reload();
        viewer.page().route("**/api/**cursor=**", Route::abort);
        viewer.page().reload();

        viewer.awaitText("The service cannot be reached.");

        assertThat(viewer.summaries()).isEqualTo(Shop.summaries(0, 20));
        assertThat(failures()).containsExactly("0  undefined");
        viewer.page().unroute("**/api/**cursor=**");
        viewer.button("Try again").click();
        viewer.awaitRows(30);
        assertThat(viewer.summaries()).isEqualTo(Shop.summaries(0, 30));
        assertThat(viewer.page().getByRole(AriaRole.ALERT).count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "401, Please sign in.",
        "403, You may not see this timeline.",
        "500, The service answers: error 500",
        "503, The service is not available.",
        "502, The service is not available."
    })
    void a_failure_has_a_text_and_can_be_retried(int status, String text) {
        site.store(Shop.history(1));
        site.answerNext(Answer.of(status));
        viewer.page().addInitScript(RECORD_ERRORS);

        viewer.go(site.page(attributes()));

        viewer.awaitText(text);
        assertThat(failures()).containsExactly(status + "  undefined");
        assertThat(viewer.accessibilityFindings()).isEmpty();
        viewer.button("Try again").click();
        viewer.awaitRows(1);
    }

    @Test
    void the_code_of_a_problem_is_shown() {
        viewer.page().addInitScript(RECORD_ERRORS);

        viewer.go(site.page(attributes()) + "#activity.from=yesterday");

        viewer.awaitText("The service answers: error 400 invalid_range");
        assertThat(failures()).containsExactly("400 invalid_range undefined");
    }

    @Test
    void an_answer_that_is_not_a_page_is_a_failure() {
        site.answerNext(new Answer(200, Map.of(), "<!doctype html><title>Sign in</title>"));

        viewer.go(site.page(attributes()));

        viewer.awaitText("The service answers: error 200 invalid_response");
    }

    @ParameterizedTest
    @CsvSource({"429, Too many requests.", "503, The service is not available."})
    void the_wait_that_a_response_names_is_counted_down_and_then_the_element_tries_again(int status, String text) {
        site.store(Shop.history(1));
        site.answerNext(Answer.of(status).retryAfter("30"));
        // The page's clock moves only when the test says so.
        viewer.page().clock().install(new Clock.InstallOptions().setTime("2026-03-02T10:00:00Z"));
        viewer.page().clock().pauseAt("2026-03-02T10:00:01Z");

        viewer.page().navigate(site.page(attributes()));
        viewer.page().clock().runFor(100);

        viewer.awaitText("Next try in 30 s.");
        assertThat(viewer.page().getByRole(AriaRole.ALERT).textContent()).isEqualTo(text + " Next try in 30 s.");
        assertThat(viewer.button("Try again").count()).isZero();
        viewer.page().clock().runFor(12_000);
        viewer.awaitText("Next try in 18 s.");
        assertThat(site.received()).hasSize(1);
        viewer.page().clock().runFor(18_000);
        viewer.awaitRows(1);
        assertThat(site.received()).hasSize(2);
    }

    @Test
    void a_failure_with_a_wait_is_accessible() {
        site.answerNext(Answer.of(429).retryAfter("3000"));

        viewer.go(site.page(attributes()));

        viewer.page().getByRole(AriaRole.ALERT).waitFor();
        assertThat(viewer.accessibilityFindings()).isEmpty();
    }

    @Test
    void a_wait_may_also_be_a_date() {
        site.store(Shop.history(1));
        viewer.page().clock().install(new Clock.InstallOptions().setTime("2026-03-02T10:00:00Z"));
        site.answerNext(Answer.of(503).retryAfter("Mon, 02 Mar 2026 10:01:00 GMT"));

        viewer.go(site.page(attributes()));

        viewer.page()
                .waitForFunction(
                        "() => /Next try in (5\\d|60) s\\./.test(document.querySelector('activity-timeline').shadowRoot.querySelector('[role=alert]').textContent)");
    }

    @Test
    void offline_the_element_waits_for_the_connection() {
        site.store(Shop.history(1));
        viewer.go(site.page(attributes()));
        viewer.awaitRows(1);

        viewer.context().setOffline(true);
        viewer.page().evaluate("() => document.querySelector('activity-timeline').reload()");
        viewer.awaitText("The service cannot be reached.");
        assertThat(viewer.rows().count()).isZero();
        viewer.context().setOffline(false);

        viewer.awaitRows(1);
    }

    private List<String> failures() {
        return ((List<?>) viewer.page().evaluate("() => window.failures"))
                .stream().map(Object::toString).toList();
    }
}
