package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A valid resource policy of the API: a policy of IAM with principals
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html). The Terraform module has the same rules in
 * {@code resource_policy.tf}, and a test compares them.
 *
 * @param document the policy as a tree of maps, lists and texts
 */
record ResourcePolicy(Map<String, Object> document) {

    /** Maximum length without spaces (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
    static final int MAX_CHARS = 8_192;

    private static final String VERSION = "2012-10-17";

    /** CloudFormation changes other texts at the deployment, and Terraform before it. */
    private static final Pattern TEXT = Pattern.compile("[ -~]*");

    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]*");
    private static final Pattern ACTION = Pattern.compile("execute-api:[A-Za-z*?]+|[*]");
    private static final Pattern RESOURCE =
            Pattern.compile("(execute-api:/|arn:[a-z-]+:execute-api:)[A-Za-z0-9:/*?._{}$+~%@=,-]*|[*]");
    private static final List<String> PRINCIPALS = List.of("AWS", "CanonicalUser", "Federated", "Service");
    private static final Pattern OPERATOR =
            Pattern.compile("((ForAllValues|ForAnyValue):)?(String(Not)?(Equals(IgnoreCase)?|Like)"
                    + "|(Numeric|Date)(Not)?(Equals|LessThan(Equals)?|GreaterThan(Equals)?)|Arn(Not)?(Equals|Like)"
                    + "|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?|Null");
    private static final Pattern CONDITION_KEY = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9][A-Za-z0-9:/._@+=-]*");

    /**
     * Reads and validates a file. Returns null if the path is null.
     *
     * @throws InvalidSettingsException with all faults of the file
     */
    static @Nullable ResourcePolicy read(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        String name = "resource policy: " + file + ": ";
        Object tree;
        try {
            tree = JsonTree.read(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new InvalidSettingsException(List.of(name + "the file must be in UTF-8"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the resource policy: " + file, e);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(List.of(name + e.getMessage()));
        }
        List<String> faults = new Checker().check(tree);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(
                    faults.stream().map(fault -> name + fault).toList());
        }
        return new ResourcePolicy(JsonTree.object(tree));
    }

    /** Returns whether a statement allows every principal without a condition. */
    boolean admitsEveryone() {
        return ((List<?>) document.getOrDefault("Statement", List.of()))
                .stream().map(JsonTree::object).anyMatch(ResourcePolicy::admitsEveryone);
    }

    private static boolean admitsEveryone(Map<String, Object> statement) {
        if (!"Allow".equals(statement.get("Effect")) || statement.containsKey("Condition")) {
            return false;
        }
        Object principal = statement.get("Principal");
        if (principal instanceof Map<?, ?> kinds) {
            Object accounts = kinds.get("AWS");
            return accounts instanceof List<?> list ? list.contains("*") : "*".equals(accounts);
        }
        // Without a principal, the statement has the opposite: all principals except some.
        return true;
    }

    /** Collects the faults of a tree, each with the location as a JSON Pointer. */
    private static final class Checker {

        private final List<String> faults = new ArrayList<>();

        List<String> check(Object tree) {
            withObject("", tree, "must be an object with Version and Statement", this::checkDocument);
            if (faults.isEmpty()) {
                String json = PatternJson.of(sorted(tree));
                if (json.length() > MAX_CHARS) {
                    fault("", "must have at most " + MAX_CHARS + " characters without spaces, not " + json.length());
                }
                if (DynamicReference.isIn(json)) {
                    fault("", "must not contain {{resolve:, because only CloudFormation would resolve it");
                }
            }
            return faults;
        }

        private void checkDocument(String place, Map<String, Object> document) {
            onlyKeys(place, document, List.of("Version", "Id", "Statement"));
            if (!VERSION.equals(document.get("Version"))) {
                fault(place + "/Version", "must be \"" + VERSION + "\", not " + quoted(document.get("Version")));
            }
            if (document.containsKey("Id")) {
                matches(place + "/Id", document.get("Id"), TEXT, "printable ASCII");
            }
            if (document.get("Statement") instanceof List<?> statements && !statements.isEmpty()) {
                for (int i = 0; i < statements.size(); i++) {
                    withObject(place + "/Statement/" + i, statements.get(i), "must be an object", this::checkStatement);
                }
            } else {
                fault(place + "/Statement", "must be a list of at least one statement");
            }
        }

        private void checkStatement(String place, Map<String, Object> statement) {
            onlyKeys(
                    place,
                    statement,
                    List.of(
                            "Sid",
                            "Effect",
                            "Principal",
                            "NotPrincipal",
                            "Action",
                            "NotAction",
                            "Resource",
                            "NotResource",
                            "Condition"));
            Object effect = statement.get("Effect");
            if (!"Allow".equals(effect) && !"Deny".equals(effect)) {
                fault(place + "/Effect", "must be \"Allow\" or \"Deny\", not " + quoted(effect));
            }
            if (statement.containsKey("Sid")) {
                matches(place + "/Sid", statement.get("Sid"), SID, "letters and digits");
            }
            withOneOf(place, statement, "Principal", this::checkPrincipal);
            withOneOf(
                    place,
                    statement,
                    "Action",
                    (at, value) ->
                            checkTexts(at, value, ACTION, "execute-api:Invoke or another action of execute-api"));
            withOneOf(
                    place,
                    statement,
                    "Resource",
                    (at, value) -> checkTexts(at, value, RESOURCE, "execute-api:/… or the ARN of an API"));
            if (statement.containsKey("Condition")) {
                withObject(
                        place + "/Condition",
                        statement.get("Condition"),
                        "must be an object of operators",
                        (at, operators) -> forEach(at, operators, OPERATOR, "an operator of IAM", this::checkOperator));
            }
        }

        private void checkOperator(String place, Object keys) {
            withObject(
                    place,
                    keys,
                    "must be an object of condition keys",
                    (at, map) -> forEach(
                            at,
                            map,
                            CONDITION_KEY,
                            "a condition key, for example aws:SourceIp",
                            (key, value) -> checkTexts(key, value, TEXT, "printable ASCII")));
        }

        private void checkPrincipal(String place, Object principal) {
            if (!"*".equals(principal)) {
                withObject(
                        place,
                        principal,
                        "must be \"*\" or an object with AWS, Service, Federated or CanonicalUser",
                        (at, kinds) -> {
                            onlyKeys(at, kinds, PRINCIPALS);
                            kinds.forEach((kind, value) -> checkTexts(at + "/" + kind, value, TEXT, "printable ASCII"));
                        });
            }
        }

        /** Checks the member of a name, or its opposite. A statement must have exactly one of them. */
        private void withOneOf(
                String place, Map<String, Object> statement, String name, BiConsumer<String, Object> check) {
            Set<String> present = new LinkedHashSet<>(List.of(name, "Not" + name));
            present.retainAll(statement.keySet());
            if (present.size() != 1) {
                fault(place, "must have either " + name + " or Not" + name);
            }
            present.forEach(key -> check.accept(place + "/" + key, statement.getOrDefault(key, "")));
        }

        private void forEach(
                String place,
                Map<String, Object> members,
                Pattern names,
                String rule,
                BiConsumer<String, Object> check) {
            members.forEach((name, value) -> {
                if (names.matcher(name).matches()) {
                    check.accept(place + "/" + name, value);
                } else {
                    fault(place, "must have only keys that are " + rule + ", not " + Quoted.of(name));
                }
            });
        }

        /** Checks one text or a list of at least one text. */
        private void checkTexts(String place, Object value, Pattern form, String rule) {
            if (value instanceof List<?> list && !list.isEmpty()) {
                list.forEach(item -> matches(place, item, form, rule));
            } else {
                matches(place, value, form, rule);
            }
        }

        private void matches(String place, @Nullable Object value, Pattern form, String rule) {
            if (!(value instanceof String text)) {
                fault(place, "must be a text in quotes, not " + quoted(value));
            } else if (!form.matcher(text).matches()) {
                fault(place, "must be " + rule + ", not " + Quoted.of(text));
            }
        }

        private void withObject(
                String place, @Nullable Object value, String rule, BiConsumer<String, Map<String, Object>> check) {
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                check.accept(place, JsonTree.object(value));
            } else {
                fault(place, rule + ", not " + quoted(value));
            }
        }

        private void onlyKeys(String place, Map<String, Object> map, List<String> known) {
            for (String key : map.keySet()) {
                if (!known.contains(key)) {
                    fault(place, "must have only the keys " + String.join(", ", known) + ", not " + Quoted.of(key));
                }
            }
        }

        private void fault(String place, String message) {
            faults.add((place.isEmpty() ? "(whole file)" : place) + " " + message);
        }

        private static String quoted(@Nullable Object value) {
            return value == null ? "missing" : Quoted.of(value.toString());
        }

        /** Returns a copy with sorted keys, as Terraform writes it. */
        private static Object sorted(Object tree) {
            if (tree instanceof Map<?, ?>) {
                Map<String, Object> copy = new TreeMap<>();
                JsonTree.object(tree).forEach((key, value) -> copy.put(key, sorted(value)));
                return copy;
            }
            return tree instanceof List<?> list
                    ? list.stream().map(Checker::sorted).toList()
                    : tree;
        }
    }
}
