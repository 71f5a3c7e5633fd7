package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/access.md in their order, and compares what they print. */
class AccessDocumentTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```\n(?:```text\n(.*?)```\n)?");

    @TempDir
    Path folder;

    @Test
    @Tag("thorough")
    void the_commands_print_what_the_document_shows() throws Exception {
        assumeTrue(DocumentShell.has("make curl grep sed"), "make, bash and curl must be installed");
        try (DocumentShell shell = DocumentShell.open()) {
            String commands =
                    DocumentShell.marked("docs/access.md", "commands").replace("target/access", folder.toString());
            List<MatchResult> blocks =
                    BLOCK.matcher(shell.withPorts(commands)).results().toList();
            assertThat(blocks).hasSizeGreaterThan(15);

            for (MatchResult block : blocks) {
                if (block.group(1).startsWith("make run")) {
                    shell.startStack(block.group(1));
                } else {
                    shell.expect(block.group(1), block.group(2) == null ? "" : block.group(2));
                }
            }
        }
    }
}
