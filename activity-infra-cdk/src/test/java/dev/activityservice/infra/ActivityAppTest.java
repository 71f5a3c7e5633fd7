package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.infra.SystemModel.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

class ActivityAppTest {

    @TempDir
    Path folder;

    @Test
    void the_app_takes_its_settings_from_the_variables_of_the_Makefile() {
        Tools.requireNode();
        App app = Flavours.app(folder);

        Stack stack = ActivityApp.stack(
                app,
                Map.of(
                        "FUNCTIONS_JAR", Flavours.jar().toString(),
                        "ENV", "ann",
                        "VERSION", "1.2.3",
                        "AWS_REGION", "eu-west-1",
                        "DD_SITE", "datadoghq.eu",
                        "DD_API_KEY_SECRET_ARN", Scenario.SECRET,
                        "RECORD_MEMORY", "2048",
                        "ARCHITECTURE", "x86_64",
                        "ARCHIVE_DAYS", "7"));
        app.synth();

        assertThat(stack.getStackName()).isEqualTo("ActivityTimeline-ann");
        SystemModel model = CloudFormationReader.read(
                map(Trees.parse(Flavours.text(folder.resolve(stack.getTemplateFile())))), Map.of());
        assertThat(map(model.section(Section.FUNCTIONS).get("ActivityService-RecordActivities-ann")))
                .containsEntry("MemorySize", "2048")
                .containsEntry("Description", "Records activities, version 1.2.3");
        assertThat(model.section(Section.ARCHIVE)).containsOnlyKeys("ActivityService-archive-ann");
    }

    @Test
    void the_app_reads_a_file_of_settings() throws IOException {
        Tools.requireNode();
        Path file = Files.writeString(folder.resolve("settings"), "ENV=ann\nSTACK_NAME=mine\nFIND_MEMORY=2048\n");
        App app = Flavours.app(folder);

        Stack stack = ActivityApp.stack(
                app,
                Map.of(
                        "FUNCTIONS_JAR",
                        Flavours.jar().toString(),
                        "SETTINGS",
                        file.toString(),
                        "FIND_MEMORY",
                        "3072",
                        "COMMIT",
                        "abc1234"));
        app.synth();

        assertThat(stack.getStackName()).isEqualTo("mine");
        SystemModel model = CloudFormationReader.read(
                map(Trees.parse(Flavours.text(folder.resolve(stack.getTemplateFile())))), Map.of());
        assertThat(map(model.section(Section.FUNCTIONS).get("ActivityService-FindActivities-ann")))
                .containsEntry("MemorySize", "3072")
                .containsEntry("Description", "Finds activities, version abc1234");
    }

    @Test
    void the_message_names_a_missing_or_invalid_variable() {
        Tools.requireNode();
        App app = Flavours.app(folder);

        assertThatThrownBy(() -> ActivityApp.stack(app, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FUNCTIONS_JAR must be set to the path of the functions' jar");
        assertThatThrownBy(() -> ActivityApp.stack(
                        app,
                        Map.of(
                                "FUNCTIONS_JAR", "a.jar",
                                "BATCH_SIZE", "many",
                                "API_ACCESS", "open")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("API_ACCESS must be IAM, COGNITO, AUTHORIZER or OPEN_TO_THE_INTERNET, not \"open\"\n"
                        + "BATCH_SIZE must be a whole number from 1 to 10000, not \"many\"");
        assertThatThrownBy(() -> ActivityApp.stack(
                        app, Map.of("FUNCTIONS_JAR", "a.jar", "DD_API_KEY_SECRET_ARN", Scenario.SECRET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DD_SITE must be set if DD_API_KEY_SECRET_ARN is set, for example DD_SITE=datadoghq.eu");
    }
}
