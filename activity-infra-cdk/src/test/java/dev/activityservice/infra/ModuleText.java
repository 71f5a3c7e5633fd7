package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the text of the Terraform module for what its plans do not contain. */
final class ModuleText {

    private static final Pattern RESOURCE = Pattern.compile("(?ms)^resource \"(\\w+)\" \"(\\w+)\" \\{$(.*?)^\\}$");
    private static final Pattern REFERENCE = Pattern.compile("(?<![.\\w])aws_\\w+\\.\\w+");

    private ModuleText() {}

    /** Returns the addresses that each resource of a file names, by its address. RulesTest compares them with {@code terraform graph}. */
    static Map<String, Set<String>> references(Path file) {
        Map<String, Set<String>> references = new TreeMap<>();
        RESOURCE.matcher(Flavours.text(file)).results().forEach(resource -> {
            Set<String> named = new TreeSet<>();
            REFERENCE.matcher(resource.group(3)).results().forEach(reference -> named.add(reference.group()));
            references.put(resource.group(1) + "." + resource.group(2), named);
        });
        return references;
    }
}
