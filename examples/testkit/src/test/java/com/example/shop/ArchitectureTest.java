package com.example.shop;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.activityservice.testkit.arch.HexagonRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void the_hexagon_is_whole() {
        HexagonRules.of("com.example.shop")
                .domain("domain..")
                .drivingPorts("ports.in..")
                .application("application..")
                .drivingAdapters("adapter.queue..")
                .drivenAdapters("adapter.persistence..")
                .compositionRoots("config..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("com.example.shop"));
    }
}
