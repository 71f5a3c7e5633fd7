package dev.activityservice.aws;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.activityservice.testkit.arch.HexagonRules;
import org.junit.jupiter.api.Test;

class AdaptersArchitectureTest {

    @Test
    void the_adapters_keep_the_rules_of_the_hexagon() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.activityservice.aws");

        HexagonRules.of("dev.activityservice.aws")
                .compositionRoots("dev.activityservice.aws.lambda")
                // The default of its jitter, which a caller can replace, is seeded anew at each use.
                .ambientAllowedIn("dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore$Builder")
                .checkAdapters(classes);
    }
}
