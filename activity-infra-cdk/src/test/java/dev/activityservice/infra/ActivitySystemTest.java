package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.FunctionSetting;
import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import dev.activityservice.infra.SystemModel.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cognito.UserPool;
import software.amazon.awscdk.services.kms.CfnKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;

/** Checks the system on the template of the CDK. {@link ParityTest} checks that the other flavours deploy the same system. */
class ActivitySystemTest {

    @Tag("thorough")
    @ParameterizedTest
    @EnumSource
    void the_template_passes_the_offline_validator(Scenario scenario) {
        assertThat(ValidationReport.faults(Flavours.cdkAssembly(scenario))).isEmpty();
    }

    @Test
    void a_role_has_only_the_actions_that_it_needs() {
        assertThat(actions(Scenario.DEFAULTS))
                .isEqualTo(
                        Map.of(
                                "ActivityService-RecordActivities-dev-eu-west-1",
                                        Set.of(
                                                "Allow dynamodb:BatchWriteItem on table/ActivityService-activities-dev",
                                                "Allow dynamodb:UpdateItem on table/ActivityService-activities-dev",
                                                "Allow sqs:DeleteMessage on ActivityService-activity-queue-dev",
                                                "Allow sqs:GetQueueAttributes on ActivityService-activity-queue-dev",
                                                "Allow sqs:ReceiveMessage on ActivityService-activity-queue-dev",
                                                "Allow logs:CreateLogStream on log-group:/aws/lambda/ActivityService-RecordActivities-dev:*",
                                                "Allow logs:PutLogEvents on log-group:/aws/lambda/ActivityService-RecordActivities-dev:*"),
                                "ActivityService-FindActivities-dev-eu-west-1",
                                        Set.of(
                                                "Allow dynamodb:GetItem on table/ActivityService-activities-dev",
                                                "Allow dynamodb:Query on table/ActivityService-activities-dev",
                                                "Allow logs:CreateLogStream on log-group:/aws/lambda/ActivityService-FindActivities-dev:*",
                                                "Allow logs:PutLogEvents on log-group:/aws/lambda/ActivityService-FindActivities-dev:*")));
    }

    @Test
    void with_Datadog_a_function_reads_the_key_and_writes_no_logs() {
        assertThat(actions(Scenario.STAGE))
                .containsEntry(
                        "ActivityService-FindActivities-stage-eu-west-1",
                        Set.of(
                                "Allow dynamodb:GetItem on table/ActivityService-activities-stage",
                                "Allow dynamodb:Query on table/ActivityService-activities-stage",
                                "Allow secretsmanager:GetSecretValue on secret:datadog-AbCdEf",
                                "Deny logs:CreateLogGroup on log-group:/aws/lambda/ActivityService-FindActivities-stage",
                                "Deny logs:CreateLogGroup on log-group:/aws/lambda/ActivityService-FindActivities-stage:*",
                                "Deny logs:CreateLogStream on log-group:/aws/lambda/ActivityService-FindActivities-stage",
                                "Deny logs:CreateLogStream on log-group:/aws/lambda/ActivityService-FindActivities-stage:*",
                                "Deny logs:PutLogEvents on log-group:/aws/lambda/ActivityService-FindActivities-stage",
                                "Deny logs:PutLogEvents on log-group:/aws/lambda/ActivityService-FindActivities-stage:*"));
    }

    @Test
    void with_a_key_a_role_only_decrypts_and_only_through_the_services_of_its_resources() {
        SystemModel model = ParityTest.cdk(Scenario.LAYERS);

        assertThat(model.section(Section.ROLES).get("ActivityService-RecordActivities-0a1b2c3d-eu-west-1"))
                .satisfies(role -> assertThat(keyStatements(role))
                        .isEqualTo(
                                List.of(decrypt("dynamodb.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"))));
        assertThat(model.section(Section.ROLES).get("ActivityService-FindActivities-0a1b2c3d-eu-west-1"))
                .satisfies(role -> assertThat(keyStatements(role))
                        .isEqualTo(List.of(decrypt("dynamodb.eu-west-1.amazonaws.com"))));
        ParityTest.cdk(Scenario.DEFAULTS)
                .section(Section.ROLES)
                .values()
                .forEach(role -> assertThat(keyStatements(role)).isEmpty());
    }

    private static List<Object> keyStatements(@Nullable Object role) {
        return map(role).values().stream()
                .flatMap(statements -> list(statements).stream())
                .filter(statement ->
                        String.valueOf(map(statement).get("Action")).contains("kms:"))
                .toList();
    }

    private static Object decrypt(String... endpoints) {
        return Map.of(
                "Sid", "Decrypt",
                "Effect", "Allow",
                "Action", List.of("kms:Decrypt"),
                "Resource", List.of(Scenario.KEY),
                "Condition", Map.of("StringEquals", Map.of("kms:ViaService", List.of(endpoints))));
    }

    @Test
    void a_key_encrypts_each_resource_that_contains_events_or_activities() {
        assertThat(encryption(Scenario.LAYERS))
                .hasSize(10)
                .allSatisfy((resource, encryption) -> assertThat(encryption).isEqualTo(Set.of(Scenario.KEY)));
        assertThat(encryption(Scenario.DEFAULTS))
                .hasSize(10)
                .allSatisfy((resource, encryption) -> assertThat(encryption).isSubsetOf("SqsManagedSseEnabled=true"));
    }

    /** Returns the keys, and the encryption by a key of SQS, of each bus, queue, table, log group and function. */
    private static Map<String, Set<String>> encryption(Scenario scenario) {
        Map<String, Set<String>> encryption = new HashMap<>();
        SystemModel model = ParityTest.cdk(scenario);
        for (Section section :
                List.of(Section.BUS, Section.QUEUES, Section.TABLE, Section.LOG_GROUPS, Section.FUNCTIONS)) {
            model.section(section).forEach((name, resource) -> {
                Map<String, Object> properties = new HashMap<>(map(resource));
                properties.putAll(map(properties.getOrDefault("SSESpecification", Map.of())));
                Set<String> found = new TreeSet<>();
                properties.forEach((property, value) -> {
                    if (Set.of("KmsKeyIdentifier", "KmsMasterKeyId", "KMSMasterKeyId", "KmsKeyId", "KmsKeyArn")
                            .contains(property)) {
                        found.add(value.toString());
                    } else if (property.equals("SqsManagedSseEnabled")) {
                        found.add(property + "=" + value);
                    }
                });
                encryption.put(name, found);
            });
        }
        return encryption;
    }

    @Test
    void a_bus_with_a_key_sends_what_it_cannot_encrypt_to_the_dead_letter_queue_of_the_rules() {
        SystemModel model = ParityTest.cdk(Scenario.LAYERS);
        String queue = "ActivityService-activity-rule-dlq-0a1b2c3d";

        assertThat(map(model.section(Section.BUS).get("ActivityService-events-0a1b2c3d")))
                .containsEntry("DeadLetterConfig", Map.of("Arn", "arn:aws:sqs:eu-west-1:123456789012:" + queue));
        assertThat(list(model.section(Section.QUEUE_POLICIES).get(queue)))
                .filteredOn(statement -> "BusOnly".equals(map(statement).get("Sid")))
                .singleElement()
                .satisfies(statement -> assertThat(map(statement).get("Condition"))
                        .isEqualTo(Map.of(
                                "ArnLike",
                                Map.of(
                                        "aws:SourceArn",
                                        List.of(
                                                "arn:aws:events:eu-west-1:123456789012:event-bus/ActivityService-events-0a1b2c3d")),
                                "StringEquals",
                                Map.of("aws:SourceAccount", List.of("123456789012")))));
    }

    @Test
    void the_key_can_be_a_resource_of_the_same_stack() {
        Tools.requireNode();
        App app = Flavours.app(Path.of("target", "parity", "same-key").toAbsolutePath());
        Stack stack = Flavours.stack(app);
        Key key = Key.Builder.create(stack, "Key").build();
        new ActivitySystem(
                stack,
                "ActivityService",
                ActivitySystemProps.builder("dev", Flavours.jar())
                        .kmsKeyArn(key.getKeyArn())
                        .build());

        Map<String, Object> resources =
                map(map(app.synth().getStackByName(stack.getStackName()).getTemplate())
                        .get("Resources"));

        Object reference = Map.of(
                "Fn::GetAtt", List.of(stack.getLogicalId((CfnKey) key.getNode().getDefaultChild()), "Arn"));
        assertThat(resources.values())
                .filteredOn(resource -> "AWS::SQS::Queue".equals(map(resource).get("Type")))
                .hasSize(3)
                .allSatisfy(
                        queue -> assertThat(map(map(queue).get("Properties")).get("KmsMasterKeyId"))
                                .isEqualTo(reference));
    }

    @ParameterizedTest
    @EnumSource
    void every_rule_has_a_retry_policy_a_dead_letter_queue_and_no_role(Scenario scenario) {
        String account = "arn:aws:sqs:eu-west-1:123456789012:" + scenario.service + "-";

        ParityTest.cdk(scenario)
                .section(Section.RULES)
                .values()
                .forEach(rule -> assertThat(map(rule).get("Targets"))
                        .isEqualTo(List.of(Map.of(
                                "Id",
                                "ActivityQueue",
                                "Arn",
                                account + "activity-queue-" + scenario.env,
                                "DeadLetterConfig",
                                Map.of("Arn", account + "activity-rule-dlq-" + scenario.env),
                                "RetryPolicy",
                                Map.of("MaximumEventAgeInSeconds", "86400", "MaximumRetryAttempts", "185")))));
    }

    @ParameterizedTest
    @EnumSource
    void the_queues_policies_admit_each_rule_and_only_rules_of_this_environment_and_account(Scenario scenario) {
        SystemModel model = ParityTest.cdk(scenario);
        String own = scenario.service + "-events-" + scenario.env;
        String shared = "the-shared-bus-" + scenario.env;
        List<Object> expected = new ArrayList<>();
        for (String bus : scenario.integrated() ? List.of(own, shared) : List.of(own)) {
            expected.add("arn:aws:events:eu-west-1:123456789012:rule/" + bus + "/" + scenario.service + "-"
                    + scenario.env + "_*");
        }

        for (String queue : List.of("activity-queue-", "activity-rule-dlq-")) {
            List<Object> conditions =
                    list(model.section(Section.QUEUE_POLICIES).get(scenario.service + "-" + queue + scenario.env))
                            .stream()
                            .filter(statement -> "Allow".equals(map(statement).get("Effect")))
                            .filter(statement -> !scenario.settings().has(Setting.KMS_KEY_ARN)
                                    || queue.equals("activity-queue-")
                                    || !"BusOnly".equals(map(statement).get("Sid")))
                            .map(statement ->
                                    Objects.requireNonNull(map(statement).get("Condition")))
                            .toList();
            assertThat(conditions)
                    .isEqualTo(List.of(Map.of(
                            "ArnLike",
                            Map.of("aws:SourceArn", expected),
                            "StringEquals",
                            Map.of("aws:SourceAccount", List.of("123456789012")))));
        }
        model.section(Section.RULES)
                .keySet()
                .forEach(name -> assertThat(expected)
                        .anyMatch(arns -> ("arn:aws:events:eu-west-1:123456789012:rule/" + name)
                                .startsWith(arns.toString().replace("*", ""))));
    }

    @ParameterizedTest
    @EnumSource
    void a_message_stays_invisible_for_six_timeouts_and_the_window(Scenario scenario) {
        SystemModel model = ParityTest.cdk(scenario);
        String queue = scenario.service + "-activity-queue-" + scenario.env;

        int visibility = number(model.section(Section.QUEUES).get(queue), "VisibilityTimeout");
        int timeout = number(
                model.section(Section.FUNCTIONS).get(scenario.service + "-RecordActivities-" + scenario.env),
                "Timeout");
        int window = number(
                model.section(Section.MAPPING).get("arn:aws:sqs:eu-west-1:123456789012:" + queue),
                "MaximumBatchingWindowInSeconds");

        assertThat(visibility).isGreaterThanOrEqualTo(6 * timeout + window);
    }

    @Test
    void the_table_is_the_adapters_table() {
        CreateTableRequest adapters = ActivityTable.createTableRequest("ActivityService-activities-dev");

        Map<String, Object> table =
                map(ParityTest.cdk(Scenario.DEFAULTS).section(Section.TABLE).get(adapters.tableName()));

        assertThat(table.get("KeySchema"))
                .isEqualTo(adapters.keySchema().stream()
                        .map(key -> Map.of("AttributeName", key.attributeName(), "KeyType", key.keyTypeAsString()))
                        .toList());
        assertThat(table.get("AttributeDefinitions"))
                .isEqualTo(adapters.attributeDefinitions().stream()
                        .map(key -> Map.of(
                                "AttributeName", key.attributeName(), "AttributeType", key.attributeTypeAsString()))
                        .toList());
        assertThat(table.get("BillingMode")).isEqualTo(adapters.billingModeAsString());
        assertThat(table.get("TimeToLiveSpecification"))
                .isEqualTo(Map.of(
                        "AttributeName",
                        ActivityTable.timeToLiveRequest("t")
                                .timeToLiveSpecification()
                                .attributeName(),
                        "Enabled",
                        "true"));
        assertThat(table).doesNotContainKeys("GlobalSecondaryIndexes", "LocalSecondaryIndexes", "StreamSpecification");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "prod-eu", "production", "prd-2", "live"})
    void the_data_of_a_production_environment_are_protected(String env) {
        assertThat(isProtected(env, Map.of())).isTrue();
        assertThat(isProtected(env, Map.of("Protected", "false"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "products", "liver", "my-prod", "preprod", "0a1b2c3"})
    void the_data_of_another_environment_are_not_protected(String env) {
        assertThat(isProtected(env, Map.of())).isFalse();
        assertThat(isProtected(env, Map.of("Protected", "true"))).isTrue();
    }

    /** Returns what the SAM template decides, and requires the same of the construct. */
    private static boolean isProtected(String env, Map<String, String> parameters) {
        Map<String, String> given = new HashMap<>(parameters);
        given.put("Env", env);
        SystemModel sam = CloudFormationReader.read(SamExpander.expand(Flavours.sam(Scenario.DEFAULTS)), given);
        boolean isProtected = "true".equals(sam.section(Section.OUTPUTS).get("DataProtected"));
        if (parameters.isEmpty()) {
            assertThat(ActivitySystemProps.builder(env, Path.of("functions.jar"))
                            .build()
                            .protectedData())
                    .isEqualTo(isProtected);
        }
        assertThat(Flavours.text(Path.of("terraform", "module", "names.tf")))
                .contains("contains([\"prod\", \"production\", \"prd\", \"live\"], split(\"-\", var.env)[0])");
        return isProtected;
    }

    @Test
    void production_keeps_its_table() {
        SystemModel production = ParityTest.cdk(Scenario.EVERYTHING);
        SystemModel development = ParityTest.cdk(Scenario.DEFAULTS);

        assertThat(map(production.section(Section.TABLE).get("Timeline2-activities-prod-eu")))
                .containsEntry("DeletionProtectionEnabled", "true");
        assertThat(production.section(Section.DELETION))
                .containsEntry("Timeline2-activities-prod-eu", "Retain, replaced: Retain");
        assertThat(map(development.section(Section.TABLE).get("ActivityService-activities-dev")))
                .containsEntry("DeletionProtectionEnabled", "false");
    }

    @ParameterizedTest
    @EnumSource
    void the_adapters_contain_the_handlers_and_read_the_environment_variables(Scenario scenario) throws Exception {
        Set<String> known = Stream.of(FunctionSetting.values())
                .map(FunctionSetting::variable)
                .collect(Collectors.toSet());

        Map<String, Object> functions = ParityTest.cdk(scenario).section(Section.FUNCTIONS);
        assertThat(functions).hasSize(2);
        for (Object function : functions.values()) {
            String[] handler = Trees.text(map(function).get("Handler")).split("::", 2);
            Class<?> type = Class.forName(handler[0]);
            assertThat(RequestStreamHandler.class).isAssignableFrom(type);
            assertThat(type.getMethods()).anyMatch(method -> method.getName().equals(handler[1]));
            Set<String> ours = map(map(map(function).get("Environment")).get("Variables")).keySet().stream()
                    .filter(name -> name.startsWith("ACTIVITY_"))
                    .collect(Collectors.toSet());
            assertThat(ours).isNotEmpty().isSubsetOf(known);
        }
    }

    @Test
    void an_open_API_has_an_output_that_warns() {
        assertThat(ParityTest.cdk(Scenario.DEFAULTS).section(Section.OUTPUTS)).doesNotContainKey("Warning");
        assertThat(ParityTest.cdk(Scenario.DEVELOPER).section(Section.OUTPUTS))
                .containsEntry(
                        "Warning",
                        "The API is OPEN TO THE INTERNET: anyone who knows its address reads every timeline.");
    }

    @Test
    void the_user_pools_and_the_authorizer_can_be_resources_of_the_same_stack() {
        Tools.requireNode();
        Stack stack = Flavours.stack(
                Flavours.app(Path.of("target", "parity", "same-stack").toAbsolutePath()));
        UserPool pool = UserPool.Builder.create(stack, "Pool").build();
        Function function = Function.Builder.create(stack, "Authorizer")
                .runtime(Runtime.NODEJS_22_X)
                .handler("index.handler")
                .code(Code.fromInline("exports.handler = async () => {};"))
                .build();

        ActivitySystemProps.Builder users = ActivitySystemProps.builder("users", Flavours.jar())
                .apiAccess(ApiAccess.COGNITO)
                .cognito(Cognito.builder(List.of(pool.getUserPoolArn())).build())
                .readPolicy("claim:sub=user");
        ActivitySystemProps.Builder holders = ActivitySystemProps.builder("holders", Flavours.jar())
                .apiAccess(ApiAccess.AUTHORIZER)
                .authorizer(LambdaAuthorizer.builder(function.getFunctionArn()).build())
                .readPolicy("claim:sub=user");
        new ActivitySystem(stack, "Users", users.build());
        new ActivitySystem(stack, "Holders", holders.build());

        // A value that is known only at the deployment still counts as set.
        assertThatThrownBy(() -> users.apiAccess(ApiAccess.IAM).build())
                .hasMessage("cognito.userPoolArns must not be set unless apiAccess is COGNITO");
        assertThatThrownBy(() -> holders.readPolicy("allow-all").build())
                .hasMessageStartingWith("readPolicy must not be allow-all");
    }

    @Test
    void a_changed_body_of_the_API_gives_a_new_deployment() {
        Path policy = Path.of("src", "test", "resources", "resource-policy.json");

        List<String> ids = List.of(
                deploymentId("https://a.example", null),
                deploymentId("https://b.example", null),
                deploymentId("https://a.example", null),
                deploymentId("https://a.example", policy));

        assertThat(Set.copyOf(ids)).hasSize(3);
        assertThat(ids.get(0)).isEqualTo(ids.get(2));
    }

    private static String deploymentId(String origins, @Nullable Path policy) {
        Tools.requireNode();
        Stack stack = Flavours.stack(
                Flavours.app(Path.of("target", "parity", "deployment-ids").toAbsolutePath()));
        new ActivitySystem(
                stack,
                "ActivityService",
                ActivitySystemProps.builder("dev", Flavours.jar())
                        .apiAccess(ApiAccess.OPEN_TO_THE_INTERNET)
                        .corsAllowOrigin(origins)
                        .apiResourcePolicy(policy)
                        .build());
        App app = (App) Objects.requireNonNull(stack.getNode().getScope());
        return map(map(app.synth().getStackByName(stack.getStackName()).getTemplate())
                        .get("Resources"))
                .entrySet()
                .stream()
                .filter(resource -> "AWS::ApiGateway::Deployment"
                        .equals(map(resource.getValue()).get("Type")))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_functions_have_the_tags_of_Datadogs_unified_service_tagging() {
        SystemModel model = ParityTest.cdk(Scenario.EVERYTHING);

        assertThat(model.section(Section.FUNCTIONS).values())
                .hasSize(2)
                .allSatisfy(function -> assertThat(map(function).get("UnifiedTags"))
                        .isEqualTo(Map.of("service", "Timeline2", "env", "prod-eu", "version", "1.2.3")));
        assertThat(model.section(Section.TAGS))
                .containsOnlyKeys("{Environment=prod-eu, Service=Timeline2, cost-centre=4 2, team=shop}");
    }

    @Test
    void every_name_has_the_service_and_the_parameters_have_their_path() {
        SystemModel model = ParityTest.cdk(Scenario.EVERYTHING);

        assertThat(model.section(Section.SSM_PARAMETERS))
                .containsOnlyKeys(
                        "/prod-eu/ActivityService/api-endpoint",
                        "/prod-eu/ActivityService/event-bus-arn",
                        "/prod-eu/ActivityService/event-bus-name");
        for (Section section : Section.values()) {
            if (section != Section.SSM_PARAMETERS) {
                assertThat(String.valueOf(model.section(section)))
                        .as(section.name())
                        .doesNotContain("ActivityService");
            }
        }
        assertThat(ParityTest.cdk(Scenario.DEVELOPER).section(Section.SSM_PARAMETERS))
                .containsKey("/ann/ShopTimeline/api-endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-b", "a_b", "abcdefghijklmnopqrstu", "ä"})
    void a_service_has_1_to_20_letters_and_digits(String service) {
        assertThatThrownBy(() -> ActivitySystemProps.builder("dev", Path.of("functions.jar"))
                        .serviceName(service)
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("serviceName must be 1 to 20 letters and digits, not ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "/", "/dev/", "/aws/x", "/Ssm", "//a", "/a b"})
    void a_parameter_path_begins_with_a_slash_and_is_not_reserved(String path) {
        assertThatThrownBy(() -> ActivitySystemProps.builder("dev", Path.of("functions.jar"))
                        .parameterPath(path)
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("parameterPath must be 1 to 10 parts of 1 to 64 letters, digits");
    }

    @Test
    void an_access_log_has_no_path_and_no_query() {
        SystemModel model = ParityTest.cdk(Scenario.DEFAULTS);

        Map<String, Object> stage = map(model.section(Section.API).get("stage dev"));
        Map<String, Object> format = map(map(stage.get("AccessLogSetting")).get("Format"));

        assertThat(format).containsEntry("resourcePath", "$context.resourcePath");
        assertThat(format.values())
                .doesNotContain("$context.path")
                .noneMatch(value -> value.toString().contains("querystring"));
    }

    @ParameterizedTest
    @EnumSource
    void no_template_contains_a_value_that_looks_like_a_secret(Scenario scenario) {
        assertNoSecret(Flavours.cdk(scenario));
        assertNoSecret(SamExpander.expand(Flavours.sam(scenario)));
    }

    @ParameterizedTest
    @MethodSource("dev.activityservice.infra.Scenario#plannedByDefault")
    void no_plan_contains_a_value_that_looks_like_a_secret(Scenario scenario) {
        assertNoSecret(Flavours.terraform(scenario));
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("dev.activityservice.infra.Scenario#plannedOnlyThoroughly")
    void no_other_plan_contains_a_value_that_looks_like_a_secret(Scenario scenario) {
        no_plan_contains_a_value_that_looks_like_a_secret(scenario);
    }

    @Test
    void a_value_that_looks_like_a_secret_is_found() {
        assertThat(looksSecret("the key is 0123456789abcdef0123456789abcdef")).isTrue();
        assertThat(looksSecret("AKIAIOSFODNN7EXAMPLE")).isTrue();
    }

    private static void assertNoSecret(Map<String, Object> output) {
        List<String> texts = new ArrayList<>();
        values(output, texts);

        assertThat(texts)
                .hasSizeGreaterThan(500)
                .doesNotContain("DD_API_KEY")
                .filteredOn(ActivitySystemTest::looksSecret)
                .isEmpty();
    }

    private static boolean looksSecret(String text) {
        // A Datadog API key or application key, an AWS access key, a private key, or a password in a URL.
        return Pattern.compile(
                        "(?<![0-9a-fA-F])([0-9a-f]{32}|[0-9a-f]{40})(?![0-9a-fA-F])|(AKIA|ASIA)[A-Z0-9]{16}|PRIVATE KEY|://[^/ ]+:[^/ ]+@")
                .matcher(text)
                .find();
    }

    private static void values(Object tree, List<String> texts) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                // Long keys are logical ids of the CDK, which end in digests.
                texts.add(String.valueOf(key).length() > 40 ? "" : String.valueOf(key));
                if (value != null) {
                    values(value, texts);
                }
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> values(Objects.requireNonNull(item), texts));
        } else {
            texts.add(tree.toString());
        }
    }

    private static int number(@Nullable Object part, String name) {
        return Integer.parseInt(Trees.text(map(part).get(name)));
    }

    /** Returns effect, action and resource of each role. The resources do not contain the prefix that all ARNs have. */
    private static Map<String, Set<String>> actions(Scenario scenario) {
        Pattern arn = Pattern.compile("arn:aws:[a-z]+:eu-west-1:123456789012:(.+)");
        return ParityTest.cdk(scenario).section(Section.ROLES).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, role -> {
                    Set<String> actions = new TreeSet<>();
                    map(role.getValue()).forEach((policy, statements) -> {
                        if (policy.equals("Trust")) {
                            return;
                        }
                        for (Object statement : list(statements)) {
                            for (Object action : list(map(statement).get("Action"))) {
                                for (Object resource : list(map(statement).get("Resource"))) {
                                    Matcher matcher = arn.matcher(resource.toString());
                                    assertThat(matcher.matches())
                                            .describedAs("%s", resource)
                                            .isTrue();
                                    actions.add(
                                            map(statement).get("Effect") + " " + action + " on " + matcher.group(1));
                                }
                            }
                        }
                    });
                    return actions;
                }));
    }
}
