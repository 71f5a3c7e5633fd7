package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.activityservice.testbed.browser.Chromium;
import dev.activityservice.testbed.browser.NeedsBrowser;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page at the root of the local stack, in Chromium. */
@NeedsBrowser
class StartPageTest {

    private static final LocatorAssertions.IsVisibleOptions SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(30_000);

    @TempDir
    Path folder;

    // start sets this field before each test.
    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    private final BrowserContext context = chromium.browser().newContext();
    private final List<String> problems = new ArrayList<>();

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void the_page_shows_a_timeline_that_grows_while_events_arrive() {
        Page page = open(SharedStack.STACK, "/?type=user&id=PAGE-U1");
        visible(page.getByText("Nothing has happened yet."));
        visible(page.getByText("All parts are up"));

        SharedStack.publish(
                event("users.userCreated.v1", "page-1", "2026-03-02T09:00:00Z", "{\"userId\":\"PAGE-U1\"}"));

        visible(page.locator("[part=row]").first());
        visible(page.locator("#recent").getByText("PAGE-U1"));
        assertThat(page.locator("#publish").innerText()).startsWith("curl -s " + SharedStack.STACK.endpoint());
        assertThat(page.locator("#demo a").allInnerTexts())
                .containsExactly("order ORD-2001", "order ORD-2002", "product P-1001", "user U-77");
        assertThat(problems).isEmpty();
    }

    @Test
    void the_page_of_the_API_shows_its_description_and_loads_nothing_from_elsewhere() {
        List<String> hosts = new ArrayList<>();
        context.onRequest(request -> hosts.add(URI.create(request.url()).getHost()));

        Page page = open(SharedStack.STACK, "/openapi");

        visible(page.getByText("/api/activity/{entity_type}/{entity_id}").first());
        assertThat(hosts).containsOnly("127.0.0.1");
        assertThat(problems).isEmpty();
    }

    @Test
    void the_entity_box_opens_each_id() {
        String id = "Ä/b?c=d&e#f%20\"<";
        Page page = open(SharedStack.STACK, "/");

        page.getByLabel("Entity type").fill("user");
        page.getByLabel("Id", new Page.GetByLabelOptions().setExact(true)).fill(id);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open"))
                .click();

        visible(page.getByText("Nothing has happened yet."));
        assertThat(page.locator("[part=title] bdi").last().innerText()).isEqualTo(id);
        assertThat(problems).isEmpty();
    }

    @Test
    void with_a_read_policy_the_page_asks_for_a_token() throws IOException {
        try (LocalStack stack = LocalStack.start(new LocalOptions(
                0,
                0,
                0,
                null,
                null,
                3,
                Duration.ofSeconds(3),
                LocalOptions.Access.local(),
                new LocalOptions.Reads(
                        Files.writeString(folder.resolve("policy.json"), """
                                {"version": 1, "rules": [{"claim": "sub", "is": "user"}]}
                                """).toString(), null, null),
                OpenTelemetry.noop()))) {
            Page page = open(stack, "/?type=user&id=U-1");
            visible(page.getByText("Reads need a token"));
            visible(page.getByText("Please sign in."));
            assertThat(page.locator("#token-command").innerText())
                    .isEqualTo("make -s token ARGS='--port " + stack.endpoint().getPort()
                            + " --claims {\"sub\":\"U-1\"}'");

            use(page, "wrong");
            visible(page.getByText("The token is not valid, or it has expired."));
            use(page, token(stack, "{\"sub\":\"U-2\"}"));
            visible(page.getByText("You may not see this timeline."));
            page.reload();
            visible(page.getByText("You may not see this timeline."));
            page.evaluate("() => sessionStorage.clear()");
            page.reload();
            use(page, token(stack, "{\"sub\":\"U-1\"}"));

            visible(page.getByText("Nothing has happened yet."));
            assertThat(page.getByText("Reads need a token").isVisible()).isFalse();
            assertThat(problems).isEmpty();
        }
    }

    private Page open(LocalStack stack, String path) {
        Page page = context.newPage();
        page.onPageError(problems::add);
        page.onConsoleMessage(message -> {
            // The browser itself writes a line for each response that is not a success.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                problems.add(message.text());
            }
        });
        page.navigate(stack.endpoint() + path);
        return page;
    }

    private static void use(Page page, String token) {
        page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true)).fill(token);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Use this token"))
                .click();
    }

    private static String token(LocalStack stack, String claims) {
        return CommandResult.run(
                        "token", "--port", String.valueOf(stack.endpoint().getPort()), "--claims", claims)
                .output()
                .strip();
    }

    private static void visible(Locator locator) {
        PlaywrightAssertions.assertThat(locator).isVisible(SOON);
    }
}
