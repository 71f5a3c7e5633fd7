package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Received;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens: where they come from, where they go, and their renewal. */
@NeedsBrowser
@Tag("thorough")
class ViewerTokensTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private final ViewerPage viewer = ViewerPage.open();

    @BeforeEach
    void store() {
        site.store(Shop.history(3));
        site.requireTokens("t1");
    }

    @AfterEach
    void close() {
        viewer.assertClean();
        viewer.close();
    }

    @Test
    void a_token_that_is_set_before_the_element_is_defined_is_used() {
        whenParsed("timeline.token = 't1';");

        viewer.go(site.page(attributes()));

        viewer.awaitRows(3);
        assertThat(tokens()).containsOnly("Bearer t1");
        assertThat(viewer.page().evaluate("() => document.querySelector('activity-timeline').getAttributeNames()"))
                .isEqualTo(List.of("entity-id", "entity-type", "src"));
    }

    @Test
    void a_function_is_asked_for_each_request() {
        whenParsed("window.calls = 0; timeline.token = async () => { window.calls++; return 't1'; };");
        viewer.go(site.page(attributes("page-size", "2")));

        viewer.awaitRows(3);

        assertThat(((Number) viewer.page().evaluate("() => window.calls")).intValue())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void after_a_401_the_host_renews_the_token_and_the_element_repeats_the_request() {
        whenParsed("""
                window.events = [];
                let renewal = Promise.resolve('t1');
                timeline.token = () => renewal;
                document.addEventListener('activity-unauthenticated', event => {
                  window.events.push(event.target.localName);
                  renewal = new Promise(done => setTimeout(done, 50, 't2'));
                });""");
        site.requireTokens("t2");

        viewer.go(site.page(attributes("live", "off")));

        viewer.awaitRows(3);
        assertThat(tokens().subList(0, 2)).containsExactly("Bearer t1", "Bearer t2");
        assertThat(viewer.page().evaluate("() => window.events")).isEqualTo(List.of("activity-timeline"));
    }

    @Test
    void a_token_that_expires_while_the_page_is_open_is_renewed() {
        viewer.page().clock().install();
        whenParsed("""
                let token = 't1';
                timeline.token = () => token;
                timeline.addEventListener('activity-unauthenticated', () => { token = 't2'; });""");
        viewer.go(site.page(attributes()));
        viewer.awaitRows(3);
        site.requireTokens("t2");
        site.store(List.of(Shop.one("n1", "2026-03-02T10:00:00Z").build()));

        viewer.page().clock().runFor(7_000);

        viewer.awaitText("1 new");
    }

    @Test
    void the_same_token_is_not_tried_again_and_a_new_one_is_tried_at_once() {
        whenParsed("timeline.token = () => 'wrong';");
        viewer.go(site.page(attributes()));
        viewer.awaitText("Please sign in.");
        assertThat(site.received()).hasSize(1);

        viewer.page().evaluate("() => { document.querySelector('activity-timeline').token = 't1'; }");

        viewer.awaitRows(3);
    }

    @Test
    void a_token_function_that_fails_means_no_token() {
        whenParsed("timeline.token = () => Promise.reject(new Error('signed out'));");

        viewer.go(site.page(attributes()));

        viewer.awaitText("Please sign in.");
        assertThat(site.received().get(0).headers()).doesNotContainKey("authorization");
    }

    @Test
    void a_page_can_sign_requests_itself() {
        whenParsed(
                "timeline.fetch = (url, init) => fetch(url, {...init, headers: {...init.headers, Authorization: 'Bearer t1'}});");

        viewer.go(site.page(attributes()));

        viewer.awaitRows(3);
    }

    /** Runs a script when the HTML has been parsed, before the module defines the element. */
    private void whenParsed(String script) {
        viewer.page().addInitScript("""
                new MutationObserver((changes, observer) => {
                  const timeline = document.querySelector('activity-timeline');
                  if (timeline) {
                    observer.disconnect();
                    %s
                  }
                }).observe(document, {childList: true, subtree: true});""".formatted(script));
    }

    private static List<String> tokens() {
        return site.received().stream()
                .map(Received::headers)
                .map(headers -> headers.getOrDefault("authorization", ""))
                .toList();
    }
}
