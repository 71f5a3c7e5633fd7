package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Rejection;

/** What holds of values whatever they were made of. */
final class Rules {

    private static final int MAX_POINTER = 1024;
    /** A sentence, and one value cut to 64 characters of at most six each. */
    private static final int MAX_MESSAGE = 640;

    private Rules() {}

    /** One line each, of bounded length: it goes into logs and onto terminals. */
    static void check(Rejection rejection) {
        assertLine(rejection.pointer(), MAX_POINTER);
        assertLine(rejection.message(), MAX_MESSAGE);
    }

    static void check(Mapping mapping) {
        if (mapping instanceof Mapping.Refused refused) {
            check(refused.rejection());
        } else if (mapping instanceof Mapping.Mapped mapped) {
            assertThat(mapped.activities().stream().map(Activity::entity))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(1000)
                    .doesNotHaveDuplicates();
            for (Activity activity : mapped.activities()) {
                String summary = activity.summary();
                if (summary != null) {
                    assertLine(summary, 200);
                }
            }
            // All activities of an event share them.
            mapped.activities()
                    .get(0)
                    .attributes()
                    .asMap()
                    .forEach((name, json) -> assertThat(SecondParser.accepts(json))
                            .as("attribute %s is JSON: %s", name, json)
                            .isTrue());
        }
    }

    static void assertLine(String text, int maxLength) {
        assertThat(text.length()).as(text).isLessThanOrEqualTo(maxLength);
        assertThat(text.chars().noneMatch(Character::isISOControl)).as(text).isTrue();
    }
}
