package dev.activityservice.infra;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the comparison of the flavours with changed plans of Terraform ({@link Mutations}). The exhaustive test runs with {@code -P
 * thorough}.
 */
@Execution(ExecutionMode.CONCURRENT)
class TerraformMutationTest {

    private static final Set<String> ROOTS = Set.of("resource_changes", "output_changes", "dependencies");

    @Tag("thorough")
    @ParameterizedTest
    @EnumSource(names = {"EVERYTHING", "DEVELOPER", "STAGE", "COGNITO", "TENANTS"})
    void every_change_of_Terraforms_plan_is_caught(Scenario scenario) {
        Mutations.assertCaught(Flavours.terraform(scenario), ROOTS, TerraformReader::read);
    }

    @Test
    void one_change_of_each_resource_of_Terraforms_plan_is_caught() {
        Map<String, Object> plan = Flavours.terraform(Scenario.EVERYTHING);
        Mutations.assertSampleCaught(
                plan,
                IntStream.range(0, Trees.list(plan.get("resource_changes")).size())
                        .mapToObj(i -> "resource_changes/" + i + "/")
                        .toList(),
                ROOTS,
                List.of(TerraformReader::read));
    }
}
