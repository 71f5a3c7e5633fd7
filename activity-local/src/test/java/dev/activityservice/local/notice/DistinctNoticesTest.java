package dev.activityservice.local.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistinctNoticesTest {

    private final List<String> lines = new ArrayList<>();
    private final DistinctNotices notices = new DistinctNotices(lines::add);

    @Test
    void a_subject_is_reported_once() {
        for (int i = 0; i < 3; i++) {
            notices.report("a", () -> "about a");
            notices.report("b", () -> "about b");
        }

        assertThat(lines).containsExactly("about a", "about b");
    }

    @Test
    void the_number_of_notices_is_bounded_and_the_last_one_reports_that() {
        for (int i = 0; i < 1000; i++) {
            int number = i;
            notices.report("s" + i, () -> "about " + number);
        }

        assertThat(lines)
                .hasSize(DistinctNotices.MAX_SUBJECTS + 1)
                .endsWith("about 99", "More than 100 notices of this kind: further ones are not printed");
    }
}
