package dev.activityservice.testkit.arch;

import com.tngtech.archunit.core.domain.PackageMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The packages below one base package, each with its role. Immutable and thread-safe. */
final class Layout {

    enum Kind {
        LAYER,
        DOMAIN,
        DRIVING_PORTS,
        DRIVEN_PORTS,
        APPLICATION,
        DRIVING_ADAPTERS,
        DRIVEN_ADAPTERS,
        ADAPTER_SUPPORT,
        COMPOSITION_ROOTS;

        boolean isCore() {
            return compareTo(APPLICATION) <= 0;
        }

        boolean isAdapter() {
            return this == DRIVING_ADAPTERS || this == DRIVEN_ADAPTERS;
        }
    }

    /**
     * The packages that match one pattern.
     *
     * @param label the role in messages, for example {@code driving ports}
     * @param pattern relative to the base package
     * @param level the number of the layer of the core, 0 for the innermost; outside of the core, a larger number
     * @param matcher of full package names
     */
    record Part(Kind kind, String label, String pattern, int level, PackageMatcher matcher) {

        boolean contains(String packageName) {
            return matcher.matches(packageName);
        }

        /** Returns a value that is equal for packages of one adapter: the pattern with its captured groups. */
        List<String> unitOf(String packageName) {
            List<String> unit = new ArrayList<>(List.of(pattern));
            matcher.match(packageName).ifPresent(result -> {
                for (int group = 1; group <= result.getNumberOfGroups(); group++) {
                    unit.add(result.getGroup(group));
                }
            });
            return unit;
        }
    }

    private static final int OUTSIDE_CORE = Integer.MAX_VALUE;

    private final String base;
    private final List<Part> parts;

    private Layout(String base, List<Part> parts) {
        this.base = base;
        this.parts = parts;
    }

    static Layout of(String base) {
        if (!base.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*")) {
            throw new IllegalArgumentException(
                    "Invalid base package: expected a full package name, for example \"com.example.shop\", not \""
                            + base + "\"");
        }
        return new Layout(base, List.of());
    }

    String base() {
        return base;
    }

    List<Part> parts() {
        return parts;
    }

    /** Returns a copy with these packages outside the layers so far. Throws {@link IllegalArgumentException} for bad patterns. */
    Layout with(Kind kind, String label, String... patterns) {
        if (patterns.length == 0) {
            throw new IllegalArgumentException("Invalid layout: expected at least one package for the " + label);
        }
        int level = kind.isCore()
                ? parts.stream()
                                .filter(part -> part.kind().isCore())
                                .mapToInt(Part::level)
                                .max()
                                .orElse(-1)
                        + 1
                : OUTSIDE_CORE;
        List<Part> all = new ArrayList<>(parts);
        for (String pattern : patterns) {
            for (Part part : all) {
                if (part.pattern().equals(pattern)) {
                    throw new IllegalArgumentException("Invalid layout: expected one role for \"" + pattern + "\", not "
                            + part.label() + " and " + label);
                }
            }
            all.add(new Part(kind, label, pattern, level, matcher(pattern)));
        }
        return new Layout(base, List.copyOf(all));
    }

    PackageMatcher matcher(String pattern) {
        return PackageMatcher.of(absolute(pattern));
    }

    /** Returns the pattern below the base package. The empty pattern is the base package. */
    String absolute(String pattern) {
        if (isBelow(base, pattern)) {
            throw new IllegalArgumentException("Invalid package pattern: expected a pattern below " + base
                    + ", for example \"domain..\", not \"" + pattern + "\"");
        }
        return pattern.isEmpty() || pattern.startsWith("..") ? base + pattern : base + "." + pattern;
    }

    /** Returns the part with the longest matching pattern. */
    Optional<Part> partOf(String packageName) {
        Part longest = null;
        for (Part part : parts) {
            if (part.contains(packageName) && isLonger(part, longest)) {
                longest = part;
            }
        }
        return Optional.ofNullable(longest);
    }

    private static boolean isLonger(Part part, @Nullable Part other) {
        return other == null || part.pattern().length() > other.pattern().length();
    }

    boolean contains(String packageName) {
        return isBelow(base, packageName);
    }

    static boolean isBelow(String base, String name) {
        return name.equals(base) || name.startsWith(base + ".");
    }
}
