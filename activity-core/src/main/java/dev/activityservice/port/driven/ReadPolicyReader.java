package dev.activityservice.port.driven;

import dev.activityservice.json.JsonFile;
import dev.activityservice.json.LocatedJson;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.port.driven.FilePolicy.Kind;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates the file of a read policy. Collects all faults instead of stopping at the first one. Not thread-safe, used once. */
final class ReadPolicyReader {

    /** Maximum number of rules, and of elements of the arrays of a rule. */
    private static final int MAX_ELEMENTS = LocatedJson.MAX_ELEMENTS;

    /** Maximum length of the name of a claim, of the text that it must have, and of a separator. */
    private static final int MAX_TEXT_CHARS = 256;

    private static final String ALL = "*";

    /** The claims of OAuth 2.0 (RFC 8693, RFC 9068) and of Cognito that have several values in one text. */
    private static final Map<String, String> SEPARATORS = Map.of("scope", " ", "scp", " ", "cognito:groups", ",");

    private static final String ROOT_RULE = "must be an object with \"version\" and \"rules\"";
    private static final List<String> ROOT_KEYS = List.of("$schema", "version", "rules");
    private static final List<String> RULE_KEYS = List.of("claim", "has", "split", "may", "is", "of", "hide");
    /** The names of {@link HiddenField} in lower case. */
    private static final List<String> FIELDS = List.of("trace", "actor", "attributes", "summary");

    private final JsonFile file = new JsonFile("read policy", InvalidReadPolicyException::new);

    private ReadPolicyReader() {}

    static ReadPolicy read(String json) {
        ReadPolicyReader reader = new ReadPolicyReader();
        LocatedJson root = reader.file.read(json, ROOT_RULE);
        List<FilePolicy.Rule> rules = root == null ? List.of() : reader.policy(root);
        reader.file.throwIfAny();
        return new FilePolicy(rules);
    }

    private List<FilePolicy.Rule> policy(LocatedJson root) {
        List<FilePolicy.Rule> compiled = new ArrayList<>();
        if (!file.isObject(root, ROOT_RULE)) {
            return compiled;
        }
        Set<String> meant = file.unknownKeys(root, ROOT_KEYS);
        if (!meant.contains("version")) {
            file.version(root);
        }
        LocatedJson schema = root.member("$schema");
        if (schema != null) {
            file.string(schema, "must be the location of a JSON Schema");
        }
        LocatedJson rules = root.member("rules");
        if (rules == null) {
            require(root, "rules", meant);
            return compiled;
        }
        for (LocatedJson element : elements(rules, "rules")) {
            FilePolicy.Rule rule = rule(element, "rules/" + compiled.size());
            compiled.add(rule);
        }
        return compiled;
    }

    /** Returns a rule. If it has faults, the file is refused, so that the rule is never used. */
    private FilePolicy.Rule rule(LocatedJson rule, String name) {
        FilePolicy.Rule nothing = new FilePolicy.Rule(Kind.TEXT, "", "", "", Set.of(), Decision.forbidden());
        if (!file.isObject(rule, "must be an object with \"claim\", and \"has\" or \"is\"")) {
            return nothing;
        }
        Set<String> meant = file.unknownKeys(rule, RULE_KEYS);
        LocatedJson has = rule.member("has");
        LocatedJson is = rule.member("is");
        LocatedJson may = rule.member("may");
        LocatedJson of = rule.member("of");
        String claim = text(require(rule, "claim", meant), "the name of a claim (for example \"groups\")");
        String separator = separator(rule.member("split"), claim);
        String text = has(has, separator);
        String type = is == null ? "" : type(is, false);
        Set<String> types = may == null ? Set.of() : types(may, true);
        Set<String> ofTypes = of == null ? Set.of() : types(of, false);
        Decision granted = Decision.allowedWithout(hidden(rule.member("hide"))).by(name);
        if (has != null && is != null) {
            file.add(rule, "must have \"has\" or \"is\", not both");
        } else if (has != null) {
            require(rule, "may", meant);
            notWith(of, "has");
            return new FilePolicy.Rule(Kind.TEXT, claim, text, separator, types.contains(ALL) ? null : types, granted);
        } else if (is != null) {
            notWith(may, "is");
            notWith(rule.member("split"), "is");
            return of == null
                    ? new FilePolicy.Rule(Kind.ENTITY, claim, type, "", Set.of(type), granted)
                    : new FilePolicy.Rule(Kind.READER, claim, type, "", ofTypes, granted);
        } else if (!meant.contains("has") && !meant.contains("is")) {
            file.add(rule, "must have \"has\" or \"is\"");
        }
        return nothing;
    }

    private String has(@Nullable LocatedJson has, String separator) {
        String text = text(has, "a value of the claim");
        if (has != null && !separator.isEmpty() && text.contains(separator)) {
            file.add(has, "must not contain " + Quoted.of(separator) + ", at which the claim is split");
        }
        return text;
    }

    private void notWith(@Nullable LocatedJson member, String other) {
        if (member != null) {
            file.add(member, "must not be in a rule with \"" + other + "\"");
        }
    }

    /** Returns a member. Reports that it is missing, unless an unknown key probably stands for it. */
    private @Nullable LocatedJson require(LocatedJson object, String key, Set<String> meant) {
        return meant.contains(key) ? object.member(key) : file.required(object, key);
    }

    private String separator(@Nullable LocatedJson split, String claim) {
        return split == null ? SEPARATORS.getOrDefault(claim, "") : text(split, "a separator (for example \",\")");
    }

    /** Returns a text; empty if it has a fault. */
    private String text(@Nullable LocatedJson value, String meaning) {
        String text = value == null ? null : file.string(value, "must be " + meaning);
        if (value == null || text == null) {
            return "";
        }
        if (text.equals(ALL)) {
            file.add(value, "must be " + meaning + "; only \"may\" accepts \"*\"");
        } else if (text.isEmpty() || text.length() > MAX_TEXT_CHARS) {
            file.add(
                    value,
                    "must be " + meaning + " of 1 to " + MAX_TEXT_CHARS + " characters, not of " + text.length());
        } else if (text.isBlank() && !value.key().equals("split")) {
            file.add(value, "must be " + meaning + ", not blank");
        }
        return text;
    }

    private Set<String> types(LocatedJson array, boolean all) {
        Set<String> types = new HashSet<>();
        for (LocatedJson element : elements(array, "entity types")) {
            String type = type(element, all);
            if (!type.isEmpty() && !types.add(type)) {
                file.add(element, "is a duplicate");
            }
        }
        return types;
    }

    /** Returns an entity type; empty if it has a fault. */
    private String type(LocatedJson value, boolean all) {
        String type = file.string(value, "must be an entity type (for example \"order\")");
        if (type == null) {
            return "";
        }
        if (type.equals(ALL)) {
            if (!all) {
                file.add(value, "must be an entity type; only \"may\" accepts \"*\"");
            }
            return type;
        }
        try {
            return EntityRef.requireType(type);
        } catch (InvalidValueException e) {
            file.add(value, Quoted.of(type) + " is not an entity type: it " + e.problem());
            return "";
        }
    }

    private Set<HiddenField> hidden(@Nullable LocatedJson array) {
        Set<HiddenField> hidden = EnumSet.noneOf(HiddenField.class);
        if (array == null) {
            return hidden;
        }
        for (LocatedJson element : elements(array, "fields")) {
            String field = file.string(element, "must be a field (for example \"actor\")");
            if (field == null) {
                continue;
            }
            if (!FIELDS.contains(field)) {
                file.unknownText(element, field, "field", FIELDS);
            } else if (!hidden.add(HiddenField.valueOf(field.toUpperCase(Locale.ROOT)))) {
                file.add(element, "is a duplicate");
            }
        }
        return hidden;
    }

    private List<LocatedJson> elements(LocatedJson array, String what) {
        if (array.type() != LocatedJson.Type.ARRAY) {
            file.wrongType(array, "must be an array of " + what);
            return List.of();
        }
        int count = array.elementCount();
        if (count == 0 || count > MAX_ELEMENTS) {
            file.add(array, "must have 1 to " + MAX_ELEMENTS + " " + what + ", not " + count);
        }
        return array.elements();
    }
}
