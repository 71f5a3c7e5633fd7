package dev.activityservice.audit;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known against some versions of libraries, in the Open Source Vulnerability format.
 *
 * @param id for example {@code GHSA-…}
 * @param aliases its ids elsewhere
 * @param summary one line
 * @param affected of which libraries; empty if it was withdrawn
 * @see <a href="https://ossf.github.io/osv-schema/">OSV schema</a>
 */
record Advisory(String id, List<String> aliases, String summary, List<Affected> affected) {

    private static final String ECOSYSTEM = "Maven";

    /** Throws {@link RuntimeException} of one kind or another if it is no advisory. */
    static Advisory read(JsonObject json) {
        List<Affected> affected = new ArrayList<>();
        if (!json.containsKey("withdrawn")) {
            for (JsonObject each : objects(json, "affected")) {
                JsonObject library = each.getJsonObject("package");
                // Another registry of the same ecosystem is written behind a colon.
                if (library != null
                        && library.getString("ecosystem").split(":", 2)[0].equals(ECOSYSTEM)) {
                    affected.add(Affected.read(library.getString("name"), each));
                }
            }
        }
        return new Advisory(
                json.getString("id"), texts(json, "aliases"), json.getString("summary", "no summary"), affected);
    }

    boolean concerns(Component component) {
        return affected.stream().anyMatch(each -> each.includes(component));
    }

    boolean isKnownAs(String name) {
        return id.equals(name) || aliases.contains(name);
    }

    static List<JsonObject> objects(JsonObject json, String name) {
        JsonArray array = json.getJsonArray(name);
        return array == null ? List.of() : array.getValuesAs(JsonObject.class);
    }

    static List<String> texts(JsonObject json, String name) {
        JsonValue value = json.get(name);
        return value instanceof JsonArray array
                ? array.getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .toList()
                : List.of();
    }
}
