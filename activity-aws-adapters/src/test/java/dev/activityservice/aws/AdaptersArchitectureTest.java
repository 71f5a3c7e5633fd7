package dev.activityservice.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.aws.lambda.priming.SnapStart;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.testkit.arch.HexagonRules;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptersArchitectureTest {

    private static final String BASE = "dev.activityservice.aws";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    /** Public only because several packages of this module use them. */
    private static final DescribedPredicate<JavaClass> INTERNAL = DescribedPredicate.describe(
            "are shared but not for users",
            type -> type.getName().startsWith(JsonLog.class.getName())
                    || type.getName().startsWith(SnapStart.class.getName()));

    @Test
    void the_adapters_follow_the_rules_of_the_hexagon() {
        JavaClasses coreAndAdapters = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importUrls(List.of(
                        locationOf(ActivityService.class),
                        locationOf(ActivityHttp.class),
                        locationOf(DynamoDbActivityStore.class)));
        HexagonRules rules = HexagonRules.activityService()
                .drivingAdapters("http..", "aws.driving.(*)..", "aws.datadog..")
                .drivenAdapters("aws.driven.(*)..")
                .adapterSupport("aws.driving", "aws.telemetry..")
                .compositionRoots("aws.lambda..")
                // The reason why a store is unavailable is logged.
                .adapterMayUse("http..", "port.driven..")
                // The handlers of the gateway translate events to requests of the HTTP API.
                .adapterMayUse("aws.driving.api..", "http..", "port.driven..")
                // An optional observer of the messages of the handler.
                .adapterMayUse("aws.datadog..", "aws.driving.sqs..")
                // Defaults that a caller can replace: the clock of the core, the source of jitter, the clocks of spans.
                .ambientAllowedIn(
                        ActivityService.Builder.class.getName(),
                        BASE + ".driven.dynamodb.DynamoDbActivityStore$Builder",
                        BASE + ".driving.sqs.SqsBatchHandler$Builder");

        rules.check(coreAndAdapters);
        rules.checkLibrary(coreAndAdapters);
    }

    @Test
    void only_types_for_users_are_public() {
        List<String> types = CLASSES.stream()
                .filter(type -> type.isTopLevelClass()
                        && type.getModifiers().contains(JavaModifier.PUBLIC)
                        && !INTERNAL.test(type))
                .map(type -> type.getName().substring(BASE.length() + 1))
                .sorted()
                .toList();

        assertThat(types)
                .containsExactly(
                        "datadog.DataStreams",
                        "driven.dynamodb.ActivityTable",
                        "driven.dynamodb.DynamoDbActivityStore",
                        "driven.dynamodb.DynamoDbClients",
                        "driving.LambdaDeadline",
                        "driving.api.ApiStreamHandler",
                        "driving.api.GatewayApi",
                        "driving.api.typed.HttpApiHandler",
                        "driving.api.typed.RestApiHandler",
                        "driving.sqs.BatchObserver",
                        "driving.sqs.ProcessedMessage",
                        "driving.sqs.SqsBatchHandler",
                        "driving.sqs.SqsMessage",
                        "driving.sqs.SqsStreamHandler",
                        "driving.sqs.typed.SqsEventHandler",
                        "lambda.AuditHash",
                        "lambda.FindActivitiesFunction",
                        "lambda.FunctionSetting",
                        "lambda.InvalidSettingsException",
                        "lambda.RecordActivitiesFunction",
                        "telemetry.AwsTelemetry",
                        "telemetry.AwsTelemetryNames");
    }

    @Test
    void shared_types_that_are_not_for_users_appear_in_no_public_signature() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(DescribedPredicate.not(INTERNAL))
                .and(DescribedPredicate.describe(
                        "are public or protected",
                        method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                                || method.getModifiers().contains(JavaModifier.PROTECTED)))
                .should()
                .haveRawReturnType(INTERNAL)
                .orShould()
                .haveRawParameterTypes(DescribedPredicate.describe(
                        "with one that is not for users",
                        types -> types.stream().anyMatch(INTERNAL)))
                .because("a type that users can see is a type that users can use")
                .check(CLASSES);
    }

    @Test
    void only_the_functions_use_the_hooks() {
        classes()
                .that()
                .areAssignableTo(SnapStart.class)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage(BASE + ".lambda..")
                .because("they are public only because the functions are in another package")
                .check(CLASSES);
    }

    @Test
    void tests_call_the_api_only_where_its_responses_are_validated() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages(BASE);
        DescribedPredicate<JavaMethodCall> answersRequests = DescribedPredicate.describe(
                "answer requests of the API",
                call -> call.getName().startsWith("handle")
                        && List.of(
                                        ActivityHttp.class,
                                        GatewayApi.class,
                                        ApiStreamHandler.class,
                                        HttpApiHandler.class,
                                        RestApiHandler.class,
                                        FindActivitiesFunction.class,
                                        RequestStreamHandler.class)
                                .stream()
                                .anyMatch(type -> call.getTargetOwner().isEquivalentTo(type)));

        noClasses()
                .that()
                .doNotBelongToAnyOf(CheckedApi.class)
                // It validates responses with a second parser, and must not measure the validation.
                .and()
                .resideOutsideOfPackage(BASE + ".fuzz..")
                .should()
                .callMethodWhere(answersRequests)
                .because("each response that a test sees must conform to docs/openapi.json")
                .check(tests);
        assertThat(tests.get(CheckedApi.class).getMethodCallsFromSelf()).anyMatch(answersRequests);
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
