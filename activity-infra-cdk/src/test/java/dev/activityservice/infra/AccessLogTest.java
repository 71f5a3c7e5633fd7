package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The format of the access log in the SAM template, which ParityTest compares with those of the other flavours. */
class AccessLogTest {

    @ParameterizedTest
    @EnumSource
    void the_caller_is_in_the_access_log_by_the_access_of_the_API(Scenario scenario) {
        Map<String, Object> format = format(scenario);

        assertThat(format.get("caller"))
                .isEqualTo(
                        switch (scenario.settings().get(Setting.API_ACCESS)) {
                            case "IAM" -> "$context.identity.userArn";
                            case "COGNITO" -> "$context.authorizer.claims.sub";
                            case "AUTHORIZER" -> "$context.authorizer.principalId";
                            default -> null;
                        });
    }

    @ParameterizedTest
    @EnumSource
    void the_access_log_contains_no_path_no_query_no_address_and_no_other_claim(Scenario scenario) {
        assertThat(format(scenario).values())
                .isSubsetOf(
                        "$context.requestId",
                        "$context.requestTimeEpoch",
                        "$context.httpMethod",
                        "$context.resourcePath",
                        "$context.status",
                        "$context.responseLatency",
                        "$context.integrationLatency",
                        "$context.error.responseType",
                        "$context.identity.userArn",
                        "$context.authorizer.claims.sub",
                        "$context.authorizer.principalId");
    }

    private static Map<String, Object> format(Scenario scenario) {
        Object stage = ParityTest.sam(scenario).section(Section.API).get("stage " + scenario.env);
        return map(map(map(stage).get("AccessLogSetting")).get("Format"));
    }
}
