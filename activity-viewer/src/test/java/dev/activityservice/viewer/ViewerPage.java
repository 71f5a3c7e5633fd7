package dev.activityservice.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.activityservice.testbed.browser.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A page with the element in Chromium. Records what must not happen: errors, dialogs, and violations of the page's policy. Not
 * thread-safe.
 */
final class ViewerPage implements AutoCloseable {

    /** The tests of the module share one browser. It ends with the JVM. */
    private static final Chromium CHROMIUM = Chromium.start();

    private static final String RECORD_VIOLATIONS = """
            window.violations = [];
            document.addEventListener('securitypolicyviolation',
              event => window.violations.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));""";

    private static final String AXE = axe();

    private final BrowserContext context;
    private final Page page;
    private final List<String> problems = new ArrayList<>();

    private ViewerPage(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.setDefaultTimeout(15_000);
        page.addInitScript(RECORD_VIOLATIONS);
        page.onPageError(problems::add);
        page.onDialog(dialog -> {
            problems.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            // The browser itself writes a line for each response that is not a success.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                problems.add("console: " + message.text());
            }
        });
    }

    static ViewerPage open(Consumer<Browser.NewContextOptions> options) {
        Browser.NewContextOptions all = new Browser.NewContextOptions()
                .setLocale("en-GB")
                .setTimezoneId("Europe/Berlin")
                .setViewportSize(1000, 900);
        options.accept(all);
        return new ViewerPage(CHROMIUM.browser().newContext(all));
    }

    static ViewerPage open() {
        return open(options -> {});
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Goes to the address, and waits until the element has loaded or failed. */
    ViewerPage go(String url) {
        page.navigate(url);
        return settled();
    }

    /** Waits until the element has loaded or failed. */
    ViewerPage settled() {
        page.waitForFunction("""
                () => {
                  const root = document.querySelector('activity-timeline')?.shadowRoot;
                  return root && root.querySelector('.wait')?.hidden
                    && root.querySelector('[part=row], [part=message]:not([hidden]), [part=foot]:not([hidden])');
                }""");
        return this;
    }

    /** Returns the rows, as buttons. */
    Locator rows() {
        return page.locator("[part=row]");
    }

    /** Returns the summaries of all rows, in their order. */
    List<String> summaries() {
        return page.locator("[part=summary]").allTextContents();
    }

    /** Waits until the list has this number of rows. */
    void awaitRows(int count) {
        PlaywrightAssertions.assertThat(rows()).hasCount(count);
    }

    /** Waits until a text is visible. */
    void awaitText(String text) {
        PlaywrightAssertions.assertThat(page.getByText(text, new Page.GetByTextOptions().setExact(true))
                        .filter(new Locator.FilterOptions().setVisible(true)))
                .not()
                .hasCount(0);
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Returns the control with exactly this label. */
    Locator label(String text) {
        return page.getByLabel(text, new Page.GetByLabelOptions().setExact(true));
    }

    /** Returns the findings of axe in the page, one line each. */
    List<String> accessibilityFindings() {
        page.evaluate(AXE);
        Object findings = page.evaluate("""
                async () => (await axe.run(document)).violations.flatMap(
                  each => each.nodes.map(node => `${each.id}: ${node.target} ${node.failureSummary}`))""");
        return ((List<?>) findings).stream().map(Object::toString).toList();
    }

    /** Fails if there was an error, a dialog or a violation of the policy. */
    void assertClean() {
        assertThat(problems).isEmpty();
        assertThat(violations()).isEmpty();
    }

    List<String> violations() {
        return ((List<?>) page.evaluate("() => window.violations"))
                .stream().map(Object::toString).toList();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        context.close();
    }

    /** Returns a map of attributes for the entity order ORD-1, with these in addition. */
    static Map<String, String> attributes(String... namesAndValues) {
        Map<String, String> attributes = new java.util.TreeMap<>(Map.of("entity-type", "order", "entity-id", "ORD-1"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return attributes;
    }

    private static String axe() {
        try (InputStream in =
                Objects.requireNonNull(ViewerPage.class.getResourceAsStream("/axe.min.js"), "/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
