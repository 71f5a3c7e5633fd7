package dev.activityservice.infra;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads which resources wait for others from the text of the Terraform module, because a plan does not contain the order. */
final class ModuleText {

    private static final Pattern COMMENT_OR_TEXT = Pattern.compile("(?m)(^|\\s)(#|//).*$|\"[^\"\n]*\"");
    private static final Pattern RESOURCE =
            Pattern.compile("(?ms)^resource \"([\\w-]+)\" \"([\\w-]+)\" \\{$(.*?)^\\}$");
    private static final Pattern DEPENDENCIES = Pattern.compile("(?s)\\bdepends_on\\s*=\\s*\\[([^]]*)]");
    private static final Pattern ADDRESS = Pattern.compile("[\\w-]+\\.[\\w-]+");

    private ModuleText() {}

    /** Returns the addresses in {@code depends_on} of each resource, by its address. RulesTest compares them with {@code terraform graph}. */
    static Map<String, Set<String>> dependencies(String text) {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        RESOURCE.matcher(text).results().forEach(resource -> {
            Set<String> addresses = new TreeSet<>();
            String block = COMMENT_OR_TEXT.matcher(resource.group(3)).replaceAll("");
            DEPENDENCIES
                    .matcher(block)
                    .results()
                    .forEach(list -> ADDRESS.matcher(list.group(1))
                            .results()
                            .forEach(address -> addresses.add(address.group())));
            dependencies.put(resource.group(1) + "." + resource.group(2), addresses);
        });
        return dependencies;
    }
}
