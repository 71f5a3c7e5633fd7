package dev.activityservice.viewer;

import static dev.activityservice.viewer.ViewerPage.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.viewer.ViewerSite.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile texts in every field of a response: those of the corpora of the fuzzer, and those that attack web pages. */
@NeedsBrowser
@Tag("thorough")
class ViewerHostileTextTest {

    private static final Path CORPORA = Path.of("..", "activity-aws-adapters", "src", "test", "fuzz");

    private static final List<String> ATTACKS = List.of(
            "<img src=x onerror=alert(1)>",
            "<script>alert(1)</script>",
            "\"><svg onload=alert(1)>",
            "javascript:alert(1)",
            "{{constructor.constructor('alert(1)')()}}",
            "$&$`$'$1",
            "%3Cscript%3E",
            "__proto__",
            "constructor",
            "\u202egpj.exe\u202c",
            "\u2066a\u2067b\u2068c\u2069",
            "a\u0000b\u0007c\u001bd\u007f",
            "ze\u200bro\u200cwi\u200ddth\ufeff",
            "\ud800 lone \udfff",
            "\u2028 and \u2029",
            "tag\udb40\udc41\udb40\udc42",
            "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d".repeat(40),
            "x".repeat(100_000),
            "",
            " ",
            "\n\t\r");

    /** The elements that the element creates. */
    private static final Set<String> ELEMENTS = Set.of(
            "A",
            "B",
            "BDI",
            "BUTTON",
            "DD",
            "DIV",
            "DL",
            "DT",
            "FIELDSET",
            "H2",
            "H3",
            "INPUT",
            "LABEL",
            "LEGEND",
            "LI",
            "OL",
            "OPTION",
            "P",
            "PRE",
            "SELECT",
            "SPAN",
            "TIME");

    @RegisterExtension
    static final ViewerSite site = new ViewerSite();

    @Test
    void hostile_texts_in_every_field_stay_visible_texts() throws IOException {
        List<String> texts = texts();
        try (ViewerPage viewer = ViewerPage.open()) {
            site.answerNext(new Answer(200, Map.of(), json(page(texts))));
            viewer.page().navigate(site.page(attributes("live", "off")));
            viewer.awaitRows(texts.size());
            viewer.page().evaluate("""
                    () => document.querySelector('activity-timeline').shadowRoot.querySelectorAll('[part=row]').forEach(row => row.click())""");

            assertThat((List<?>) viewer.page().evaluate("""
                            () => [...new Set([...document.querySelector('activity-timeline').shadowRoot.querySelectorAll('*')]
                              .map(element => element.tagName))]""")).allMatch(ELEMENTS::contains);
            assertThat((List<?>) viewer.page().evaluate("""
                            () => [...document.querySelector('activity-timeline').shadowRoot.querySelectorAll('*')]
                              .flatMap(element => element.getAttributeNames())
                              .filter(name => /^on|^style$|^src|^srcdoc$/i.test(name))""")).isEmpty();
            assertThat((List<?>) viewer.page().evaluate("""
                            () => [...document.querySelector('activity-timeline').shadowRoot.querySelectorAll('a')]
                              .map(link => link.protocol).filter(protocol => protocol !== 'http:')""")).isEmpty();
            assertThat((List<?>) viewer.page().evaluate("""
                            () => [...document.querySelector('activity-timeline').shadowRoot.querySelectorAll('bdi')]
                              .map(element => element.textContent)
                              .filter(text => /[\\p{C}\\p{Zl}\\p{Zp}]/u.test(text))""")).isEmpty();
            assertThat(viewer.page().evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(viewer.summaries().get(0)).isEqualTo("<img src=x onerror=alert(1)>");
            viewer.button("Filters").click();
            viewer.assertClean();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a\\u202eb; aU+202Eb",
                "a\\u200bb\\u200b\\u200bc; aU+200BbU+200B U+200Bc",
                "a\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006; aU+0000 U+0001 U+0002 U+0003 U+0004…",
                "p\\u200dq; pU+200Dq",
                "x\\ud800y; xU+D800y",
                "tag\\udb40\\udc41; tagU+E0041",
                "soft\\u00adhyphen; softU+00ADhyphen",
                "hangul\\u3164filler; hangulU+3164filler"
            })
    void invisible_characters_appear_as_their_codes(String text, String shown) {
        assertThat(summary(text)).isEqualTo(shown);
    }

    /** Emoji with joiners and selectors, Persian and Hindi with joiners, combining marks, other spaces. */
    @ParameterizedTest
    @ValueSource(
            strings = {"👩\\u200d💻 ❤\\ufe0f 👍🏽", "می\\u200cخواهم", "क्\\u200dष", "e\\u0301 ñ", "a\\u00a0b", "日本語"})
    void texts_of_languages_and_emoji_stay_as_they_are(String text) {
        assertThat(summary(text)).isEqualTo(unescaped(text));
    }

    @ParameterizedTest
    @CsvSource({
        "https://trace.example/1, 1",
        "HTTP://trace.example/1, 1",
        "javascript:alert(1), 0",
        "data:text/html;x, 0",
        "//trace.example, 0",
        "' https://trace.example', 0"
    })
    void only_web_addresses_of_traces_are_links(String url, int count) {
        try (ViewerPage viewer = ViewerPage.open()) {
            ObjectNode response = page(List.of("x"));
            ((ObjectNode) response.path("activities").get(0)).put("trace_url", url);
            site.answerNext(new Answer(200, Map.of(), json(response)));
            viewer.go(site.page(attributes("live", "off")));
            viewer.rows().first().click();

            var link = viewer.page().getByText("Open trace");
            assertThat(link.count()).isEqualTo(count);
            if (count > 0) {
                assertThat(link.getAttribute("rel")).isEqualTo("noopener noreferrer");
                assertThat(link.getAttribute("target")).isEqualTo("_blank");
            }
            viewer.assertClean();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity.last=constructor",
                "activity.last=toString",
                "activity.entry=%00",
                "activity.type=%E0%A4%A",
                "activity.actor=__proto__",
                "activity.order=<script>",
                "activity.until=9999999999999",
                "a=b&&&=&activity.=x"
            })
    void a_hostile_fragment_is_at_most_a_failure_of_the_request(String fragment) {
        site.store(Shop.history(2));
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.go(site.page(attributes("live", "off")) + "#" + fragment);

            viewer.button("Filters").click();
            viewer.assertClean();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "[]", "{\"order\":{},\"time\":[]}", "{"})
    void a_hostile_entry_of_the_storage_has_no_effect(String entry) {
        site.store(Shop.history(2));
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.page().addInitScript("localStorage.setItem('activity-timeline', '" + entry + "')");

            viewer.go(site.page(attributes("live", "off")));

            viewer.awaitRows(2);
            assertThat(viewer.summaries()).isEqualTo(Shop.summaries(0, 2));
            viewer.assertClean();
        }
    }

    @Test
    void a_sandbox_without_storage_and_history_does_not_matter() {
        site.store(Shop.history(2));
        try (ViewerPage viewer = ViewerPage.open()) {
            viewer.page().addInitScript("""
                    Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});
                    history.replaceState = () => { throw new DOMException('no', 'SecurityError'); };""");
            viewer.go(site.page(attributes("live", "off")));

            viewer.label("Order").selectOption("asc");

            viewer.page().waitForCondition(() -> viewer.summaries().equals(List.of("Activity h1", "Activity h0")));
            viewer.assertClean();
        }
    }

    /** Returns what a row shows of a text with Java's escapes. */
    private static String summary(String text) {
        try (ViewerPage viewer = ViewerPage.open()) {
            site.answerNext(new Answer(200, Map.of(), json(page(List.of(unescaped(text))))));
            viewer.go(site.page(attributes("live", "off")));
            viewer.assertClean();
            return viewer.summaries().get(0);
        }
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>(ATTACKS);
        try (var files = Files.walk(CORPORA)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                texts.add(new String(bytes, StandardCharsets.UTF_8));
                texts.add(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(texts).hasSizeGreaterThan(200);
        return texts;
    }

    /** Escapes all characters that are not ASCII, because a lone surrogate has no bytes in UTF-8. */
    private static String json(ObjectNode response) {
        try {
            return new JsonMapper()
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(response);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a response with one activity for each text, which is in each field. */
    private static ObjectNode page(List<String> texts) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode activities = response.putArray("activities");
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            ObjectNode activity = activities
                    .addObject()
                    .put("type", text)
                    .put("activity_time", 1_772_442_000_000L - i)
                    .put("occurred_at", text)
                    .put("summary", text);
            for (String field : List.of(
                    "event_id",
                    "source",
                    "time_source",
                    "correlation_id",
                    "causation_id",
                    "sequence",
                    "trace_id",
                    "span_id",
                    "trace_url")) {
                activity.put(field, text);
            }
            activity.putObject("actor").put("id", text).put("type", text);
            ObjectNode attributes = activity.putObject("attributes");
            attributes.put(text, text);
            attributes.putObject("nested").put(text, text).putArray("list").add(text);
        }
        return response;
    }
}
