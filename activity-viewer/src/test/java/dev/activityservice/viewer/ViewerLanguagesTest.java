package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.testbed.browser.NeedsBrowser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Languages, time zones and directions of text. */
@NeedsBrowser
@Tag("thorough")
class ViewerLanguagesTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    /** Versions of the browser differ in a comma. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "en-GB; Europe/Berlin; Filters; Tuesday,? 3 March 2026; 00:30:00; Tuesday,? 3 March 2026 at 00:30:00 CET",
                "en-GB; America/New_York; Filters; Monday,? 2 March 2026; 18:30:00; Monday,? 2 March 2026 at 18:30:00 GMT-5",
                "de; Europe/Berlin; Filter; Dienstag, 3. März 2026; 00:30:00; Dienstag, 3. März 2026 um 00:30:00 MEZ",
                "de; America/New_York; Filter; Montag, 2. März 2026; 18:30:00; Montag, 2. März 2026 um 18:30:00 GMT-5",
                "fr; Europe/Berlin; Filters; mardi 3 mars 2026; 00:30:00; mardi 3 mars 2026 à 00:30:00 UTC\\+1"
            })
    void texts_dates_and_days_follow_language_and_zone(
            String lang, String zone, String filters, String day, String time, String full) {
        site.store(List.of(Shop.one("e1", "2026-03-02T23:30:00Z").build()));
        try (ViewerPage viewer = ViewerPage.open(options -> options.setTimezoneId(zone))) {
            viewer.go(site.page(attributes("lang", lang)));

            assertThat(viewer.button(filters).isVisible()).isTrue();
            assertThat(viewer.page().locator("[part=day]").textContent()).matches(day);
            assertThat(viewer.page().locator("[part=time] [aria-hidden]").textContent())
                    .isEqualTo(time);
            assertThat(viewer.page().locator("[part=time] .v").textContent()).matches(", " + full);
            assertThat(viewer.page().locator("[part=time]").getAttribute("datetime"))
                    .isEqualTo("2026-03-02T23:30:00Z");
            viewer.page().locator("[part=toolbar] > select").last().selectOption("utc");
            assertThat(viewer.page().locator("[part=time] [aria-hidden]").textContent())
                    .isEqualTo("23:30:00");
            viewer.assertClean();
        }
    }

    @Test
    void the_language_is_that_of_the_element_the_page_or_the_browser() {
        site.store(Shop.history(1));
        try (ViewerPage viewer = ViewerPage.open(options -> options.setLocale("de-CH"))) {
            viewer.go(site.page(attributes("lang", "not a language!")));
            assertThat(viewer.button("Filter").isVisible()).isTrue();

            viewer.page().evaluate("() => { document.querySelector('activity-timeline').lang = 'en'; }");
            viewer.button("Filters").waitFor();

            viewer.page()
                    .evaluate(
                            "() => { document.documentElement.lang = 'de'; document.querySelector('activity-timeline').lang = ''; }");
            viewer.page().getByText("1 Aktivität").first().waitFor();
            viewer.assertClean();
        }
    }

    @Test
    void a_page_brings_its_own_texts() {
        site.store(Shop.history(2));
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(attributes("lang", "fr")));

            viewer.page().evaluate("""
                    () => {
                      const timeline = document.querySelector('activity-timeline');
                      timeline.messages = {filters: 'Filtres', count: '{n} activité|{n} activités'};
                      timeline.reload();
                    }""");

            viewer.button("Filtres").waitFor();
            viewer.awaitRows(2);
            assertThat(viewer.page().locator("[part=foot]").innerText()).isEqualTo("2 activités");
        }
    }

    @ParameterizedTest
    @CsvSource({"ar, rtl", "he, rtl", "fa, rtl", "en, ltr"})
    void the_layout_follows_the_direction_of_the_page(String lang, String dir) {
        site.store(Shop.history(3));
        site.store(List.of(Shop.one("e9", "2026-03-04T09:00:00Z")
                .summary("הזמנה 123 נוצרה")
                .build()));
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(attributes("lang", lang, "dir", dir)));
            viewer.rows().nth(1).click();

            double summary = viewer.page().locator("[part=summary]").first().boundingBox().x;
            double time = viewer.page().locator("[part=time]").first().boundingBox().x;
            assertThat(summary > time).isEqualTo(dir.equals("rtl"));
            assertThat(viewer.page().evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(viewer.accessibilityFindings()).isEmpty();
            viewer.assertClean();
        }
    }

    @Test
    void texts_of_events_do_not_change_the_order_of_their_surroundings() {
        site.store(List.of(
                Shop.one("e1", "2026-03-02T23:30:00Z").summary("שלום 1, world").build()));
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(Map.of("entity-type", "order", "entity-id", "ORD-1")));

            assertThat(viewer.page().locator("bdi[part=summary]").count()).isEqualTo(1);
            assertThat(viewer.page().locator("[part=title] bdi").count()).isEqualTo(2);
        }
    }
}
