package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import dev.activityservice.model.Actor;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Answer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Colour modes without a finding of axe, and narrow columns. */
@NeedsBrowser
@Tag("thorough")
class ViewerAppearanceTest {

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    private enum Mode {
        LIGHT("rgb(255, 255, 255)"),
        DARK("rgb(20, 23, 28)"),
        FORCED("rgb(255, 255, 255)");

        private final String background;

        Mode(String background) {
            this.background = background;
        }

        private void use(Page page) {
            page.emulateMedia(new Page.EmulateMediaOptions()
                    .setColorScheme(this == DARK ? ColorScheme.DARK : ColorScheme.LIGHT)
                    .setForcedColors(this == FORCED ? ForcedColors.ACTIVE : ForcedColors.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void axe_finds_nothing_in_any_state(Mode mode) {
        site.store(Shop.history(60));
        try (ViewerPage viewer = ViewerPage.open()) {
            mode.use(viewer.page());
            viewer.page().clock().install();
            viewer.go(site.page(attributes()) + "#activity.type=orders.*");
            assertThat(
                            viewer.page()
                                    .evaluate(
                                            "() => getComputedStyle(document.querySelector('activity-timeline')).backgroundColor"))
                    .isEqualTo(mode.background);
            viewer.rows().nth(0).click();
            viewer.rows().nth(1).click();
            site.store(List.of(Shop.one("n1", "2026-03-02T10:00:00Z").build()));
            viewer.page().clock().runFor(10_000);
            viewer.button("1 new").waitFor();
            assertThat(viewer.accessibilityFindings())
                    .as("rows, details and notice")
                    .isEmpty();

            viewer.button("Filters (1)").click();
            assertThat(viewer.accessibilityFindings()).as("filters").isEmpty();
            viewer.page().keyboard().press("Escape");

            site.answerNext(Answer.of(503).retryAfter("60"));
            viewer.page().clock().runFor(10_000);
            viewer.page().locator("[part=note]").waitFor();
            assertThat(viewer.accessibilityFindings()).as("note").isEmpty();

            site.answerNext(Answer.of(403));
            viewer.label("Order").selectOption("asc");
            viewer.awaitText("You may not see this timeline.");
            assertThat(viewer.accessibilityFindings()).as("failure").isEmpty();
            viewer.assertClean();
        }
    }

    @Test
    void a_finding_of_axe_is_noticed() {
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(attributes()));
            viewer.page().evaluate("""
                    () => {
                      const root = document.querySelector('activity-timeline').shadowRoot;
                      root.querySelector('[part=toolbar]').append(document.createElement('button'));
                    }""");

            assertThat(viewer.accessibilityFindings()).hasSize(1).allMatch(each -> each.startsWith("button-name: "));
        }
    }

    @Test
    void the_color_scheme_can_be_fixed() {
        try (ViewerPage viewer = ViewerPage.open()) {
            Mode.DARK.use(viewer.page());
            viewer.go(site.page(attributes()));

            viewer.page()
                    .evaluate("() => { document.querySelector('activity-timeline').style.colorScheme = 'light'; }");

            assertThat(
                            viewer.page()
                                    .evaluate(
                                            "() => getComputedStyle(document.querySelector('activity-timeline')).backgroundColor"))
                    .isEqualTo(Mode.LIGHT.background);
        }
    }

    /** 200 % zoom of a window of 640 pixels is a viewport of 320 CSS pixels with two device pixels each (WCAG 2.2, 1.4.10). */
    @ParameterizedTest
    @CsvSource({"320, 2, ltr", "320, 2, rtl", "640, 1, ltr", "1600, 1, ltr"})
    void nothing_needs_horizontal_scrolling(int width, double scale, String dir) {
        site.store(Shop.history(60));
        site.store(List.of(Shop.one("long", "2026-03-04T09:00:00Z")
                .summary("Averyveryverylongwordwithoutanyplacetobreak".repeat(5))
                .actor(Actor.of("someone-with-a-very-long-name@department.shop.example", "user"))
                .attribute("key-without-a-place-to-break-in-the-middle-of-the-name", "\"" + "x".repeat(500) + "\"")
                .build()));
        try (ViewerPage viewer =
                ViewerPage.open(options -> options.setViewportSize(width, 800).setDeviceScaleFactor(scale))) {
            viewer.go(site.page(attributes("dir", dir)));
            viewer.rows().first().click();
            assertThat(overflow(viewer)).isEmpty();

            viewer.button("Filters").click();
            assertThat(overflow(viewer)).isEmpty();
            assertThat(viewer.page().evaluate("""
                    () => {
                      const box = document.querySelector('activity-timeline').shadowRoot.querySelector('#filters').getBoundingClientRect();
                      return box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
                    }""")).isEqualTo(true);
        }
    }

    /** Returns the parts that are wider than the element. */
    private static String overflow(ViewerPage viewer) {
        return String.valueOf(viewer.page().evaluate("""
                () => {
                  const host = document.querySelector('activity-timeline');
                  const outer = host.getBoundingClientRect();
                  return [...host.shadowRoot.querySelectorAll('*')]
                    .filter(e => !e.closest('.v, [popover], [part=actor] > *'))
                    .filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.left < outer.left - 1 || b.right > outer.right + 1); })
                    .map(e => e.tagName + ' ' + (e.getAttribute('part') ?? '') + ' ' + e.textContent.slice(0, 20))
                    .concat(document.documentElement.scrollWidth > innerWidth ? ['page'] : []).join('; ');
                }"""));
    }
}
