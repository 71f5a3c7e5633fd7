package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about events documents each code exactly once. */
class EventCodesTest {

    private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z0-9_]+)`");

    @Test
    void the_page_documents_every_rejection_and_every_warning() throws IOException {
        assertThat(codes("## Rejections")).containsExactlyInAnyOrderElementsOf(names(Rejection.Code.values()));
        assertThat(codes("## Warnings")).containsExactlyInAnyOrderElementsOf(names(Warning.Code.values()));
    }

    /** Returns the codes in the first column of the table in a section. */
    private static List<String> codes(String heading) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "events.md"));
        int start = page.indexOf(heading + "\n");
        String section = page.substring(start, page.indexOf("\n## ", start + 1));
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)))
                .toList();
    }

    private static List<String> names(Enum<?>[] codes) {
        return Stream.of(codes).map(Enum::name).toList();
    }
}
