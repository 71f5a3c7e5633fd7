package com.example.compatibility;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.activityservice.ActivityService;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.arch.HexagonRules;
import dev.activityservice.testkit.contract.ActivityStoreContract;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the contract and the extension of the testkit with this project's versions of JUnit and AssertJ. */
class TestkitTest extends ActivityStoreContract {

    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory();

    @Override
    protected ActivityStore newStore() {
        return InMemoryActivityStore.create();
    }

    @Test
    void the_extension_injects_a_service_and_its_store(ActivityService service, InMemoryActivityStore store) {
        store.append(
                List.of(anActivity().of(order("42")).build()),
                Deadline.after(Duration.ofSeconds(10), System::nanoTime));

        assertThatTimeline(service, order("42")).hasTypes("orders.orderCreated.v1");
    }

    @Test
    void the_architecture_rules_check_a_package() {
        HexagonRules.of("com.example.compatibility")
                .compositionRoots("")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("com.example.compatibility"));
    }
}
