package dev.activityservice.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.testbed.tool.NpmTool;
import dev.activityservice.testbed.tool.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The types of the package, used by a program in TypeScript, and the types inside of the script. */
@Tag("thorough")
class ViewerTypesTest {

    private static final Path SCRIPT = Path.of("src", "main", "web");

    @TempDir
    Path folder;

    @BeforeAll
    static void needs_the_compiler() {
        String problem = NpmTool.TSC.problem("--version");
        Assumptions.assumeTrue(problem.isEmpty(), problem);
    }

    @Test
    void a_program_in_typescript_uses_the_element() throws IOException {
        ToolProcess.Result result = compile("""
                import { ActivityTimeline, type Activity } from './activity-timeline.js';

                const timeline: ActivityTimeline = document.createElement('activity-timeline');
                timeline.token = async () => 'token';
                timeline.fetch = (url, init) => fetch(url, init);
                timeline.messages = { loading: 'Chargement…' };
                timeline.addEventListener('activity-open', (event) => {
                  const activity: Activity = event.detail.activity;
                  console.log(activity.summary?.length, activity.activity_time.toFixed());
                });
                timeline.addEventListener('activity-error', ({ detail }) => console.log(detail.status, detail.wait));
                timeline.addEventListener('click', (event) => event.preventDefault());
                timeline.reload();
                """);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "document.createElement('activity-timeline').token = 5;",
                "document.createElement('activity-timeline').addEventListener('activity-open', (event) => event.detail.entry);",
                "document.createElement('activity-timeline').load();"
            })
    void a_wrong_use_is_found(String statement) throws IOException {
        ToolProcess.Result result = compile("import './activity-timeline.js';\n" + statement + "\n");

        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("program.ts(2,");
    }

    @Test
    void the_types_inside_of_the_script_are_right() throws IOException {
        copy();

        ToolProcess.Result result = NpmTool.TSC.run(
                "--noEmit",
                "--allowJs",
                "--checkJs",
                "--target",
                "esnext",
                "--module",
                "esnext",
                "--lib",
                "esnext,dom,dom.iterable",
                folder.resolve("activity-timeline.js").toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private ToolProcess.Result compile(String program) throws IOException {
        copy();
        Path file = Files.writeString(folder.resolve("program.ts"), program);
        return NpmTool.TSC.run(
                "--noEmit",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "esnext",
                "--moduleResolution",
                "bundler",
                file.toString());
    }

    private void copy() throws IOException {
        for (String name : new String[] {"activity-timeline.js", "activity-timeline.d.ts"}) {
            Files.copy(SCRIPT.resolve(name), folder.resolve(name));
        }
    }
}
