package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Activity;
import dev.activityservice.testkit.fixture.Fixtures;
import jakarta.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path and, after a line feed, a query. They are sent as an HTTP API does (path decoded, query encoded) and as a REST API does (path
 * encoded, parameters decoded by a second parser, that of the JDK). Both have the same answer, unless the encoding of the path or the
 * order of the parameters matters. A link to a next page has the parameters of the request. No exception is expected.
 */
final class UrlSubject implements Subject<UrlSubject.Urls, List<String>> {

    /** Two activities, so that a page with one has a link. */
    private static final Activity[] STORED = {
        Fixtures.anActivity().of(Fixtures.order("1")).id("e1").build(),
        Fixtures.anActivity().of(Fixtures.order("1")).id("e2").build()
    };

    private static final Pattern LINK = Pattern.compile("<\\?([A-Za-z0-9._~%=&-]*)>; rel=\"next\"");
    private static final int MAX_LINK_CHARS = 8192;
    /** Above this length, the two events may be on different sides of the limit of a URL. */
    private static final int MAX_COMPARED_CHARS = 30_000;

    /**
     * @param parameters the parameters by the second parser; null if it refuses the query
     */
    record Urls(String path, String query, @Nullable Map<String, List<String>> parameters, List<byte[]> events) {

        boolean isComparable() {
            return parameters != null && path.indexOf('%') < 0 && path.length() + query.length() < MAX_COMPARED_CHARS;
        }
    }

    @Override
    public Urls prepare(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String path = end < 0 ? text : text.substring(0, end);
        String query = end < 0 ? "" : text.substring(end + 1);
        Map<String, List<String>> parameters = parameters(query, true);
        Map<String, List<String>> sent = parameters == null ? parameters(query, false) : parameters;
        String rest = """
                {"path":%s,"httpMethod":"GET","multiValueQueryStringParameters":{%s},"requestContext":{}}""".formatted(SecondParser.quote(path), members(sent == null ? Map.of() : sent));
        String http = """
                {"version":"2.0","rawPath":%s,"rawQueryString":%s,"requestContext":{"http":{"method":"GET"}}}""".formatted(SecondParser.quote(path), SecondParser.quote(query));
        return new Urls(
                path,
                query,
                parameters,
                List.of(rest.getBytes(StandardCharsets.UTF_8), http.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<String> run(Urls urls) {
        return urls.events().stream()
                .map(event -> Invocations.find(event, STORED))
                .toList();
    }

    @Override
    public int size(byte[] input, Urls urls) {
        return urls.events().stream().mapToInt(event -> event.length).sum();
    }

    @Override
    public void check(Urls urls, List<String> answers) {
        for (String answer : answers) {
            // The JSON parser accepts no name of more than 50,000 characters. A gateway never sends one.
            if (!answer.equals(Invocations.NO_EVENT) || urls.query().length() < 50_000) {
                Invocations.checkAnswer(answer);
            }
        }
        if (!urls.isComparable()) {
            return;
        }
        JsonObject rest = SecondParser.parseObject(answers.get(0));
        JsonObject http = SecondParser.parseObject(answers.get(1));
        assertThat(rest.getInt("statusCode")).isEqualTo(http.getInt("statusCode"));
        assertThat(rest.getString("body")).isEqualTo(http.getString("body"));
        checkLink(urls, rest);
        checkLink(urls, http);
    }

    private static void checkLink(Urls urls, JsonObject answer) {
        String link = answer.getJsonObject("headers").getString("Link", null);
        if (link == null) {
            return;
        }
        Matcher matcher = LINK.matcher(link);
        assertThat(matcher.matches()).as(link).isTrue();
        Map<String, List<String>> linked = Objects.requireNonNull(parameters(matcher.group(1), true));
        Map<String, List<String>> expected = new LinkedHashMap<>(urls.parameters());
        String cursor = SecondParser.parseObject(answer.getString("body")).getString("next_cursor");
        expected.put("cursor", List.of(cursor));
        if (matcher.group(1).length() < MAX_LINK_CHARS - 1_000) {
            assertThat(linked).isEqualTo(expected);
        } else {
            assertThat(linked.get("cursor")).isEqualTo(expected.get("cursor"));
        }
    }

    /** Returns the parameters by the JDK's parser; null if a text is not percent-encoded UTF-8. */
    private static @Nullable Map<String, List<String>> parameters(String query, boolean decoded) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String each : query.split("&", -1)) {
            if (!each.isEmpty()) {
                int is = each.indexOf('=');
                String name = is < 0 ? each : each.substring(0, is);
                String value = is < 0 ? "" : each.substring(is + 1);
                String decodedName = decoded ? decode(name) : name;
                String decodedValue = decoded ? decode(value) : value;
                if (decodedName == null || decodedValue == null) {
                    return null;
                }
                parameters
                        .computeIfAbsent(decodedName, key -> new ArrayList<>())
                        .add(decodedValue);
            }
        }
        return parameters;
    }

    private static @Nullable String decode(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            // The JDK's parser replaces bytes that are not UTF-8. It accepts a sign in a number, for example "%+1".
            return decoded.indexOf('\ufffd') >= 0 || text.matches("(?s).*%.?[+-].*") ? null : decoded;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the parameters as members of a JSON object. */
    private static String members(Map<String, List<String>> parameters) {
        return parameters.entrySet().stream()
                .map(each -> SecondParser.quote(each.getKey())
                        + each.getValue().stream().map(SecondParser::quote).collect(Collectors.joining(",", ":[", "]")))
                .collect(Collectors.joining(","));
    }
}
