package dev.activityservice.audit;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * A library that a module brings along.
 *
 * @param name group and artifact, with a colon between them, as advisories write it
 * @param version as it is built in
 */
record Component(String name, String version) {

    /** The libraries of a CycloneDX bill of materials. Throws {@link AuditException} if it is none. */
    static List<Component> read(JsonObject bom) {
        JsonArray components = bom.getJsonArray("components");
        if (!"CycloneDX".equals(bom.getString("bomFormat", "")) || components == null) {
            throw new AuditException("It is no CycloneDX bill of materials");
        }
        return components.getValuesAs(JsonObject.class).stream()
                .map(each -> new Component(
                        each.getString("group", "") + ":" + each.getString("name"), each.getString("version")))
                .toList();
    }

    @Override
    public String toString() {
        return name + ":" + version;
    }
}
