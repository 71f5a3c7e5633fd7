package dev.activityservice.infra;

import static dev.activityservice.infra.JsonTree.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of the API, an OpenAPI document with the extensions of API Gateway. The three flavours make it from one source,
 * {@code terraform/module/api.json}, which the build copies next to this class. The source has four peculiarities:
 *
 * <ul>
 *   <li>A text {@code ${Name}} is a placeholder. A flavour replaces the whole text by a text, a number or a list.
 *   <li>The object {@code access} has a part for each kind of access. The members in {@code method} become members of each method that
 *       reads. {@code components} becomes the member of the body.
 *   <li>The methods {@code options} and the gateway's responses exist only with CORS. {@code access} does not change them, because
 *       browsers send {@code OPTIONS} without a token.
 *   <li>The resource policy exists only if there is one. Its texts are literal.
 * </ul>
 *
 * <p>Contains no class of the CDK, because the packaging tool uses it.
 */
final class ApiBody {

    /** The version in the body, where a flavour has no better one. */
    static final String VERSION = "1";

    static final String GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses";

    static final String RESOURCE_POLICY = "x-amazon-apigateway-policy";

    private static final String RESOURCE = "api.json";
    private static final String ACCESS = "access";
    private static final String PATHS = "paths";
    private static final String OPTIONS = "options";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z]+)\\}");

    /** Decides what becomes of the parts of the source that depend on settings. */
    interface Choice {

        /** Returns what stands for the value if and only if the API has CORS, or null to leave the member out. */
        @Nullable
        Object withCors(Object value);

        /**
         * Returns the value of one member for the selected access, or null to leave the member out.
         *
         * @param byAccess the values of the member for each access that has it
         */
        @Nullable
        Object withAccess(Map<String, Object> byAccess);

        /** Returns the resource policy of the API, or null to leave it out. */
        @Nullable
        Object resourcePolicy();

        /** Returns the value of a placeholder. */
        Object placeholder(String name);
    }

    private final Map<String, Object> source;
    private final Choice choice;

    private ApiBody(Map<String, Object> source, Choice choice) {
        this.source = source;
        this.choice = choice;
    }

    /** Returns the body for given choices. */
    static Map<String, Object> of(Choice choice) {
        return new ApiBody(object(JsonTree.read(source())), choice).body();
    }

    /** Returns the text of the source. */
    static String source() {
        try (InputStream in = ApiBody.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find resource: " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource: " + RESOURCE, e);
        }
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        source.forEach((name, value) -> {
            switch (name) {
                case ACCESS -> body.put("components", access("components"));
                case RESOURCE_POLICY -> {
                    Object policy = choice.resourcePolicy();
                    if (policy != null) {
                        body.put(name, policy);
                    }
                }
                case GATEWAY_RESPONSES -> putIfAny(body, name, choice.withCors(value));
                case PATHS -> body.put(PATHS, paths(object(value)));
                default -> body.put(name, filled(value));
            }
        });
        return body;
    }

    private Map<String, Object> paths(Map<String, Object> paths) {
        Map<String, Object> all = new LinkedHashMap<>();
        paths.forEach((path, methods) -> {
            Map<String, Object> operations = new LinkedHashMap<>();
            object(methods).forEach((method, operation) -> {
                if (method.equals(OPTIONS)) {
                    putIfAny(operations, method, choice.withCors(operation));
                } else {
                    Map<String, Object> reads = object(filled(operation));
                    reads.putAll(access("method"));
                    operations.put(method, reads);
                }
            });
            all.put(path, operations);
        });
        return all;
    }

    /** Returns the members of one part of the access. */
    private Map<String, Object> access(String part) {
        Map<String, Map<String, Object>> byMember = new LinkedHashMap<>();
        object(source.get(ACCESS))
                .forEach((access, parts) -> object(object(parts).get(part))
                        .forEach((name, value) -> byMember.computeIfAbsent(name, key -> new LinkedHashMap<>())
                                .put(access, value)));
        Map<String, Object> members = new LinkedHashMap<>();
        byMember.forEach((name, values) -> putIfAny(members, name, choice.withAccess(values)));
        return members;
    }

    private void putIfAny(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, filled(value));
        }
    }

    /** Returns a copy with the values of the placeholders. */
    private Object filled(Object tree) {
        if (tree instanceof Map<?, ?>) {
            Map<String, Object> copy = new LinkedHashMap<>();
            object(tree).forEach((name, value) -> copy.put(name, filled(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(filled(item)));
            return copy;
        }
        if (tree instanceof String text) {
            Matcher matcher = PLACEHOLDER.matcher(text);
            return matcher.matches() ? choice.placeholder(matcher.group(1)) : text;
        }
        return tree;
    }
}
