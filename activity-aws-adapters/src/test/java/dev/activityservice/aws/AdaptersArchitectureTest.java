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
                // Defaults that a caller can replace: jitter, seeded anew at each use; the clocks of spans.
                .ambientAllowedIn(
                        "dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore$Builder",
                        "dev.activityservice.aws.driving.sqs.SqsBatchHandler$Builder")
                .checkAdapters(classes);
    }
}
