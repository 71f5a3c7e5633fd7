package dev.activityservice.testbed.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Chromium of this machine, controlled through Playwright. Playwright's download of a browser and its copy of Node are not used.
 * Not thread-safe.
 */
public final class Chromium implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private static final int MIN_NODE = 20;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path chromium, Path node) {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        // As root, for example in a container, Chromium does not start with its sandbox.
                        .setChromiumSandbox(false));
    }

    /** Starts the browser. {@link NeedsBrowser} skips the tests on a machine that cannot do it. */
    public static Chromium start() {
        return new Chromium(find(NAMES).orElseThrow(), find(List.of("node")).orElseThrow());
    }

    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** Returns what the machine lacks, with the cure; empty if it lacks nothing. */
    static String missing() {
        if (find(NAMES).isEmpty()) {
            return "The path must contain one of " + NAMES + "; on Debian: apt-get install chromium";
        }
        String version = find(List.of("node")).map(Chromium::version).orElse("none");
        Matcher major = Pattern.compile("v([0-9]+)\\..*").matcher(version);
        return major.matches() && Integer.parseInt(major.group(1)) >= MIN_NODE
                ? ""
                : "The path must contain Node " + MIN_NODE + " or newer for Playwright, not " + version;
    }

    private static Optional<Path> find(List<String> names) {
        @Nullable String path = System.getenv("PATH");
        return names.stream()
                .flatMap(name -> Stream.of((path == null ? "" : path).split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String version(Path node) {
        try {
            Process process = new ProcessBuilder(node.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return output.strip();
        } catch (IOException e) {
            return "none";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "none";
        }
    }
}
