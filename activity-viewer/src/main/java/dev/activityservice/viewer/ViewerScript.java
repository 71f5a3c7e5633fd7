package dev.activityservice.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * The script of the custom element {@code <activity-timeline>}: one ES module, at most 15 KB with gzip, in UTF-8.
 *
 * <p>Spring Boot and Quarkus serve it without configuration at {@link #path()}. A program with another web server sends
 * {@link #bytes()} as {@code text/javascript}.
 *
 * <pre>{@code
 * String tag = "<script type=\"module\" src=\"" + ViewerScript.path() + "\"></script>";
 * }</pre>
 *
 * <p>Immutable and thread-safe. {@code docs/viewer.md} describes attributes, properties, events and styling of the element.
 */
public final class ViewerScript {

    private static final String PATH = "/webjars/activity-timeline/" + version() + "/activity-timeline.js";

    private ViewerScript() {}

    /** Returns the path from the root of the web server. It contains the version, so a browser may keep the file forever. */
    public static String path() {
        return PATH;
    }

    /** Returns a new array with the content of the script. */
    public static byte[] bytes() {
        try (InputStream in = resource("/META-INF/resources" + PATH)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the script of the viewer", e);
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = resource("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the version of the viewer", e);
        }
        return properties.getProperty("version");
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ViewerScript.class.getResourceAsStream(name), name);
    }
}
