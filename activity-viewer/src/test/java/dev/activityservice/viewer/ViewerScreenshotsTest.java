package dev.activityservice.viewer;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.viewer.ViewerSite.Answer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The images of the documentation: four states of the element. "make screenshots" writes them to docs/images. Without it, they go to
 * the folder target, and the test checks that each image of the documentation has the same size.
 */
@NeedsBrowser
@Tag("thorough")
class ViewerScreenshotsTest {

    private static final Path IMAGES = Path.of("..", "docs", "images");
    private static final boolean IS_UPDATE = Boolean.getBoolean("activity.screenshots.update");
    private static final String NOW = "2026-03-02T15:04:05Z";

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    @Test
    void a_timeline() throws IOException {
        site.store(shopDay());

        shoot("viewer-timeline", ColorScheme.LIGHT, "en-GB", viewer -> viewer.awaitText("Order ORD-1 completed"));
    }

    @Test
    void an_open_row_in_a_dark_page() throws IOException {
        site.store(shopDay());

        shoot("viewer-details", ColorScheme.DARK, "en-GB", viewer -> {
            viewer.rows()
                    .filter(new Locator.FilterOptions().setHasText("Price"))
                    .click();
            viewer.awaitText("Spring campaign");
        });
    }

    @Test
    void filters() throws IOException {
        site.store(shopDay());

        shoot("viewer-filters", ColorScheme.LIGHT, "de-DE", viewer -> {
            viewer.button("Filter").click();
            viewer.page().locator("#filters [value='orders.*']").check();
            viewer.button("Filter (1)").waitFor();
        });
    }

    @Test
    void a_wait_that_the_service_asks_for() throws IOException {
        site.answerNext(Answer.of(429).retryAfter("3000"));

        shoot(
                "viewer-wait",
                ColorScheme.LIGHT,
                "en-GB",
                viewer -> viewer.page().getByRole(AriaRole.ALERT).waitFor());
    }

    private static void shoot(String name, ColorScheme colors, String locale, Consumer<ViewerPage> prepare)
            throws IOException {
        try (ViewerPage viewer = ViewerPage.open(options -> options.setColorScheme(colors)
                .setLocale(locale)
                .setViewportSize(880, name.equals("viewer-filters") ? 820 : 620)
                .setDeviceScaleFactor(1))) {
            viewer.page().clock().setFixedTime(NOW);
            viewer.go(site.page(attributes("lang", locale)));
            prepare.accept(viewer);
            viewer.page().mouse().move(0, 0);
            Path file = (IS_UPDATE ? IMAGES : Path.of("target", "screenshots")).resolve(name + ".png");

            viewer.page().screenshot(new Page.ScreenshotOptions().setPath(file));

            viewer.assertClean();
            BufferedImage published = image(IMAGES.resolve(name + ".png"));
            BufferedImage current = image(file);
            assertThat(published.getWidth()).isEqualTo(current.getWidth());
            assertThat(published.getHeight()).isEqualTo(current.getHeight());
            assertThat(IntStream.range(0, current.getHeight())
                            .map(y -> current.getRGB(current.getWidth() / 2, y))
                            .distinct()
                            .count())
                    .as("colours of the middle column")
                    .isGreaterThan(5);
        }
    }

    private static BufferedImage image(Path file) throws IOException {
        return Objects.requireNonNull(ImageIO.read(file.toFile()), () -> file + " is not an image");
    }

    /** Returns the activities of an order on two days. */
    private static List<Activity> shopDay() {
        return List.of(
                one("1", "2026-03-01T19:42:10Z", "orders.orderCreated.v1", "Order ORD-1 created", "alice@shop.example")
                        .attribute("total", "86.90")
                        .build(),
                one(
                                "2",
                                "2026-03-01T19:42:12Z",
                                "inventory.stockReserved.v1",
                                "Stock reserved: 2 of P-1001",
                                "warehouse")
                        .build(),
                one(
                                "3",
                                "2026-03-01T19:43:55Z",
                                "orders.orderConfirmed.v1",
                                "Order ORD-1 confirmed",
                                "alice@shop.example")
                        .build(),
                one(
                                "4",
                                "2026-03-02T08:15:00Z",
                                "product.priceChanged.v1",
                                "Price of P-1001 changed",
                                "bob@shop.example")
                        .attribute("previous", "39.95")
                        .attribute("new", "34.95")
                        .attribute("reason", "\"Spring campaign\"")
                        .build(),
                one("5", "2026-03-02T09:30:41Z", "orders.orderPacked.v1", "Order ORD-1 packed", "warehouse")
                        .build(),
                one("6", "2026-03-02T11:02:00Z", "orders.orderShipped.v1", "Order ORD-1 shipped", "carrier")
                        .build(),
                one("7", "2026-03-02T14:58:30Z", "orders.orderCompleted.v1", "Order ORD-1 completed", "carrier")
                        .build());
    }

    private static ActivityFixture one(String id, String time, String type, String summary, String actor) {
        return anActivity()
                .of(order("ORD-1"))
                .id("0e8d2c4a-7b61-4f0f-9b1c-00000000000" + id)
                .source("https://shop.example")
                .at(time)
                .type(type)
                .summary(summary)
                .actor(Actor.of(actor, "user"));
    }
}
