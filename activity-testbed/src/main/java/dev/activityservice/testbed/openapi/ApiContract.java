package dev.activityservice.testbed.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates responses against an OpenAPI 3.1 document: the status of the path's operation, the names and values of the headers, the
 * media type, and the body. A status, header or field that the document does not declare is a violation. OpenAPI 3.1 has no schemas
 * for lines and for CSV. The extension {@code x-line-schema} of a media type is the schema of each line, and {@code x-columns} are the
 * names of the columns of each record. Thread-safe.
 *
 * <p>A server also answers requests that the document does not describe. The response to a path without a template is validated as
 * that of the longest template. The response to another method is validated as that to {@code GET}. Both must be errors, except that a
 * preflight request of a browser ({@code OPTIONS}) may succeed for each path.
 */
public final class ApiContract {

    /** Any URI, which only connects the references of the document. */
    private static final String ID = "https://activity-service.example/openapi.json";

    /** Headers that servers and connections add to each response. */
    private static final Set<String> TRANSPORT =
            Set.of("connection", "content-length", "date", "keep-alive", "server", "transfer-encoding");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The extension of a media type of lines: the schema of each line. */
    private static final String LINE_SCHEMA = "x-line-schema";

    /** The extension of a media type of records: the names of the columns. */
    private static final String COLUMNS = "x-columns";

    private static final int MAX_QUOTED_CHARS = 400;

    private record PathTemplate(String text, Pattern pattern) {

        static PathTemplate of(String text) {
            // A slash at the end does not change the resource.
            return new PathTemplate(text, Pattern.compile(text.replaceAll("\\{[^}]+}", "[^/]+") + "/?"));
        }
    }

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final List<PathTemplate> templates = new ArrayList<>();
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private ApiContract(String text) {
        try {
            document = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot read the OpenAPI document", e);
        }
        registry = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(ID, text))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
        document.path("paths").fieldNames().forEachRemaining(template -> templates.add(PathTemplate.of(template)));
    }

    /** Reads a document. */
    public static ApiContract of(String document) {
        return new ApiContract(document);
    }

    /**
     * Throws {@link AssertionError} with all violations if the response does not conform to the document.
     *
     * @param method the method of the request, as sent
     * @param path the path of the request, percent-encoded, without the query
     */
    public void check(String method, String path, ApiResponse response) {
        List<String> violations = violations(method, path, response);
        if (!violations.isEmpty()) {
            throw new AssertionError("The response to " + method + " " + quoted(path)
                    + " does not conform to the OpenAPI document:\n  " + String.join("\n  ", violations)
                    + "\nStatus " + response.status() + ", headers " + response.headers() + ", body "
                    + quoted(new String(response.body(), UTF_8)));
        }
    }

    /** Returns the violations of a response; empty if it conforms. */
    List<String> violations(String method, String path, ApiResponse response) {
        List<String> violations = new ArrayList<>();
        String template = template(path);
        String item = "/paths/" + escaped(template == null ? longestTemplate() : template);
        String key = method.equals(method.toUpperCase(Locale.ROOT)) ? method.toLowerCase(Locale.ROOT) : "";
        boolean hasOperation = !key.isEmpty() && document.at(item).has(key);
        boolean mustFail = !hasOperation || (template == null && !key.equals("options"));
        if (mustFail && response.status() < 400) {
            violations.add("status: expected an error, because no operation is declared");
        }
        String declared = resolve(item + "/" + (hasOperation ? key : "get") + "/responses/" + response.status());
        if (document.at(declared).isMissingNode()) {
            violations.add("status: " + response.status() + " is not declared");
            return violations;
        }
        checkHeaders(declared, response, violations);
        checkBody(declared, method.equals("HEAD"), response, violations);
        return violations;
    }

    /** Returns the violations of a value of a schema; empty if it conforms. */
    public List<String> violations(JsonPointer schema, JsonNode value) {
        return errors(schema.toString(), value);
    }

    private void checkHeaders(String declared, ApiResponse response, List<String> violations) {
        Map<String, String> pointers = new TreeMap<>();
        document.at(declared + "/headers")
                .fieldNames()
                .forEachRemaining(name ->
                        pointers.put(name.toLowerCase(Locale.ROOT), resolve(declared + "/headers/" + escaped(name))));
        Map<String, List<String>> given = new TreeMap<>();
        response.headers().forEach((name, values) -> given.put(name.toLowerCase(Locale.ROOT), values));
        pointers.forEach((name, pointer) -> {
            if (document.at(pointer).path("required").asBoolean() && !given.containsKey(name)) {
                violations.add("header " + name + ": is required");
            }
        });
        given.forEach((name, values) -> {
            String pointer = pointers.get(name);
            if (name.equals("content-type") || TRANSPORT.contains(name)) {
                return;
            }
            if (pointer == null) {
                violations.add("header " + name + ": is not declared");
                return;
            }
            if (values.size() != 1) {
                violations.add("header " + name + ": expected one value, not " + values);
            }
            for (String value : values) {
                errors(pointer + "/schema", headerValue(pointer, value))
                        .forEach(error -> violations.add("header " + name + ": " + error));
            }
        });
    }

    private JsonNode headerValue(String pointer, String value) {
        boolean isInteger =
                document.at(resolve(pointer + "/schema")).path("type").asText().equals("integer");
        return isInteger && value.matches("[0-9]{1,18}")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
    }

    private void checkBody(String declared, boolean isHead, ApiResponse response, List<String> violations) {
        String type = response.headers().entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase("Content-Type"))
                .map(each -> each.getValue().get(0).split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
        JsonNode content = document.at(declared + "/content");
        if (content.isEmpty() || isHead) {
            if (response.body().length > 0) {
                violations.add("body: expected none");
            }
        }
        if (content.isEmpty()) {
            if (!type.isEmpty()) {
                violations.add("media type: expected none, not " + type);
            }
            return;
        }
        if (!content.has(type)) {
            violations.add("media type: \"" + type + "\" is not declared");
            return;
        }
        if (!isHead) {
            String pointer = declared + "/content/" + escaped(type);
            JsonNode media = document.at(pointer);
            String text = new String(response.body(), UTF_8);
            if (media.has(LINE_SCHEMA)) {
                checkLines(pointer + "/" + LINE_SCHEMA, text, violations);
            } else if (media.has(COLUMNS)) {
                checkRecords(media.path(COLUMNS), text, violations);
            } else {
                checkJson(pointer + "/schema", "body", text, violations);
            }
        }
    }

    private void checkJson(String schema, String place, String text, List<String> violations) {
        try {
            errors(schema, JSON.readTree(text)).forEach(error -> violations.add(place + error));
        } catch (IOException e) {
            violations.add(place + ": expected JSON");
        }
    }

    private void checkLines(String schema, String text, List<String> violations) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
            violations.add("body: expected a line feed at the end");
        }
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            checkJson(schema, "line " + (i + 1), lines[i], violations);
        }
    }

    /** The first record may have the names of the columns. */
    private static void checkRecords(JsonNode columns, String text, List<String> violations) {
        if (!text.isEmpty() && !text.endsWith("\r\n")) {
            violations.add("body: expected CRLF at the end");
        }
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            boolean isHalf =
                    (c == '\r' && !text.startsWith("\r\n", i)) || (c == '\n' && !text.startsWith("\r\n", i - 1));
            if (!quoted && isHalf) {
                violations.add("body: expected CRLF at " + i);
            }
        }
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            reader.forEach(each -> {
                if (each.getFieldCount() != columns.size()) {
                    violations.add("record at line " + each.getStartingLineNumber() + ": expected " + columns.size()
                            + " fields, not " + each.getFieldCount());
                }
            });
        } catch (IOException | CsvParseException e) {
            violations.add("body: expected CSV, " + e.getMessage());
        }
    }

    private List<String> errors(String schema, JsonNode value) {
        Schema compiled =
                schemas.computeIfAbsent(schema, pointer -> registry.getSchema(SchemaLocation.of(ID + "#" + pointer)));
        return compiled.validate(value).stream().map(ApiContract::text).toList();
    }

    private static String text(Error error) {
        return error.getInstanceLocation() + ": " + error.getMessage();
    }

    private @Nullable String template(String path) {
        return templates.stream()
                .filter(each -> each.pattern().matcher(path).matches())
                .map(PathTemplate::text)
                .findFirst()
                .orElse(null);
    }

    private String longestTemplate() {
        return templates.stream()
                .map(PathTemplate::text)
                .max(Comparator.comparing(String::length))
                .orElseThrow();
    }

    /** Returns the pointer that a reference at this pointer names, or the pointer itself. */
    private String resolve(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isTextual() ? resolve(reference.asText().substring(1)) : pointer;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String quoted(String text) {
        return text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…";
    }
}
