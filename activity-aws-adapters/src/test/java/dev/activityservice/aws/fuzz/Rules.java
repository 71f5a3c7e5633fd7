package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.text.Quoted;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that hold for every input. */
final class Rules {

    private static final int MAX_POINTER_CHARS = 1024;
    /** A sentence, and one value that is truncated to 64 characters, each escaped to at most six. */
    private static final int MAX_MESSAGE_CHARS = 640;

    private Rules() {}

    /** Checks that each text is one line of bounded length, because it is written to logs and terminals. */
    static void check(Rejection rejection) {
        assertLine(rejection.pointer(), MAX_POINTER_CHARS);
        assertLine(rejection.message(), MAX_MESSAGE_CHARS);
    }

    static void check(Mapping mapping) {
        if (mapping instanceof Mapping.Refused refused) {
            check(refused.rejection());
        } else if (mapping instanceof Mapping.Mapped mapped) {
            assertThat(mapped.activities().stream().map(Activity::entity))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(1000)
                    .doesNotHaveDuplicates();
            checkTenant(mapped);
            checkReaders(mapped);
            for (Activity activity : mapped.activities()) {
                String summary = activity.summary();
                if (summary != null) {
                    // The API returns other characters of the event unchanged.
                    assertThat(summary).hasSizeLessThanOrEqualTo(200);
                    assertThat(summary.chars()).noneMatch(Character::isISOControl);
                }
            }
            // All activities of an event have the same attributes.
            mapped.activities()
                    .get(0)
                    .attributes()
                    .asMap()
                    .forEach((name, json) -> assertThat(SecondParser.accepts(json))
                            .as("attribute %s is JSON: %s", name, json)
                            .isTrue());
        }
    }

    private static void checkTenant(Mapping.Mapped mapped) {
        String tenant = mapped.activities().get(0).tenant();
        if (tenant != null) {
            assertThat(tenant).matches("[A-Za-z0-9._-]{1,64}");
        }
        assertThat(mapped.activities())
                .allSatisfy(each -> assertThat(each.tenant()).isEqualTo(tenant));
    }

    private static void checkReaders(Mapping.Mapped mapped) {
        Set<EntityRef> entities =
                mapped.activities().stream().map(Activity::entity).collect(Collectors.toSet());
        int items = entities.size();
        for (Activity activity : mapped.activities()) {
            assertThat(entities).containsAll(activity.readers());
            assertThat(activity.readers()).doesNotContain(activity.entity()).doesNotHaveDuplicates();
            items += activity.readers().size();
        }
        assertThat(items).isLessThanOrEqualTo(1000);
    }

    static void assertLine(String text, int maxLength) {
        assertThat(text.length()).as(text).isLessThanOrEqualTo(maxLength);
        assertThat(text.codePoints().noneMatch(Quoted::isUnsafe)).as(text).isTrue();
    }
}
