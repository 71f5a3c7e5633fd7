package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.infra.Catalogs.Content;
import dev.activityservice.infra.ModulePlans.Result;
import dev.activityservice.infra.ModulePlans.Run;
import dev.activityservice.infra.SystemModel.Section;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.sns.Topic;

/** The rules of catalogs of any size: equal in all flavours, within the limits of AWS, and after what they need. */
class RulesTest {

    private static final Path SUBSCRIPTIONS = Path.of("terraform", "module", "subscriptions.tf");

    @TempDir
    Path folder;

    @Test
    void catalogs_of_10_300_and_1000_types_have_few_rules_in_the_CDK_and_SAM() {
        for (int count : List.of(10, 300, 1000)) {
            Catalog catalog = Catalogs.large(count, Content.MIXED);
            SystemModel sam = sam(catalog);

            Map<String, Object> expected = patterns(catalog);
            assertLimits(sam, Math.min(count, 64));
            assertThat(rulesOf(sam))
                    .hasSameSizeAs(expected)
                    .allSatisfy(
                            (name, rule) -> assertThat(rule.get("EventPattern")).isEqualTo(expected.get(name)));
        }
    }

    @Tag("thorough")
    @Test
    void each_kind_of_catalog_of_10_300_and_1000_types_has_few_and_equal_rules_in_all_flavours() {
        List<Catalog> catalogs = new ArrayList<>(List.of(Catalog.read(null), Catalogs.of(Catalogs.awkward())));
        for (int count : List.of(10, 300, 1000)) {
            for (Content content : Content.values()) {
                catalogs.add(Catalogs.large(count, content));
            }
        }

        List<Result> results =
                ModulePlans.plan("all-rules", catalogs.stream().map(Run::of).toList());

        for (int i = 0; i < catalogs.size(); i++) {
            assertEqualRules(catalogs.get(i), results.get(i));
        }
    }

    private void assertEqualRules(Catalog catalog, Result plan) {
        SystemModel cdk = cdk(catalog);
        SystemModel sam = sam(catalog);
        SystemModel terraform =
                Objects.requireNonNull(plan.model(), plan.errors().toString());

        assertLimits(cdk, Math.min(64, catalog.eventTypes().size()));
        assertThat(rulesOf(sam)).isEqualTo(rulesOf(cdk));
        assertThat(rulesOf(terraform)).isEqualTo(rulesOf(cdk));
        assertThat(sam.section(Section.QUEUE_POLICIES)).isEqualTo(cdk.section(Section.QUEUE_POLICIES));
        assertThat(terraform.section(Section.QUEUE_POLICIES)).isEqualTo(cdk.section(Section.QUEUE_POLICIES));
    }

    private static void assertLimits(SystemModel model, int maxRules) {
        assertThat(rules(model, "ActivityService-events-dev")).isBetween(1L, (long) maxRules);
        assertThat(rules(model, "the-shared-bus-dev")).isEqualTo(rules(model, "ActivityService-events-dev"));
        assertThat(rulesOf(model).values())
                .allSatisfy(rule -> assertThat(
                                PatternJson.of(Objects.requireNonNull(map(rule).get("EventPattern"))))
                        .hasSizeLessThanOrEqualTo(AwsLimits.MAX_PATTERN_CHARS));
    }

    /** Returns the rules without what comes before them, which a plan of Terraform does not contain. */
    private static Map<String, Map<String, Object>> rulesOf(SystemModel model) {
        Map<String, Map<String, Object>> rules = new TreeMap<>();
        model.section(Section.RULES).forEach((name, rule) -> {
            Map<String, Object> copy = new TreeMap<>(map(rule));
            copy.remove("After");
            rules.put(name, copy);
        });
        return rules;
    }

    /** Returns the patterns that the CDK uses, by the names of the rules on both buses. */
    private static Map<String, Object> patterns(Catalog catalog) {
        Map<String, Object> patterns = new TreeMap<>();
        for (Subscription subscription : Subscription.of(catalog, 64)) {
            for (String bus : List.of("ActivityService-events-dev", "the-shared-bus-dev")) {
                patterns.put(
                        bus + "/" + subscription.ruleName("ActivityService", "dev"),
                        Trees.normalised(subscription.pattern()));
            }
        }
        return patterns;
    }

    @Test
    void a_queues_policy_has_the_same_size_for_each_catalog() {
        int ofTen = policyBytes(sam(Catalogs.large(10, Content.EXACT)));

        assertThat(policyBytes(sam(Catalogs.large(1000, Content.MIXED)))).isEqualTo(ofTen);
        assertThat(ofTen).isBetween(500, 1_500);
        assertThat(AwsLimits.MAX_POLICY_BYTES).isGreaterThan(5 * ofTen);
    }

    @Test
    void each_flavour_creates_rules_after_the_policies_and_the_alias_and_the_comparison_sees_a_missing_dependency() {
        assertThat(ParityTest.cdk(Scenario.DEFAULTS).section(Section.RULES)).hasSize(14);
        assertThat(ParityTest.sam(Scenario.DEFAULTS).section(Section.RULES)).hasSize(14);
        assertOrder(ParityTest.cdk(Scenario.DEFAULTS), "ActivityService", "dev");
        assertOrder(ParityTest.sam(Scenario.DEFAULTS), "ActivityService", "dev");
        assertOrder(ParityTest.terraform(Scenario.EVERYTHING), "Timeline2", "prod-eu");

        assertRemovalsAreSeen(map(Trees.copy(Flavours.cdk(Scenario.DEFAULTS))), Map.of());
        assertRemovalsAreSeen(SamExpander.expand(Flavours.sam(Scenario.DEFAULTS)), Map.of());
        Map<String, Object> plan = map(Trees.copy(Flavours.terraform(Scenario.EVERYTHING)));
        for (Object dependencies : map(plan.get("dependencies")).values()) {
            assertRemovalsAreSeen(
                    list(dependencies),
                    () -> ParityTest.terraform(Scenario.EVERYTHING).differences(TerraformReader.read(plan)));
        }
    }

    private static void assertOrder(SystemModel model, String service, String env) {
        assertThat(model.section(Section.RULES).values())
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(map(rule).get("After"))
                        .isEqualTo(List.of(
                                "alias " + service + "-RecordActivities-" + env + ":live",
                                "policy of " + service + "-activity-queue-" + env,
                                "policy of " + service + "-activity-rule-dlq-" + env)));
    }

    private static void assertRemovalsAreSeen(Map<String, Object> template, Map<String, String> parameters) {
        SystemModel original = CloudFormationReader.read(template, parameters);
        map(template.get("Resources")).values().stream()
                .filter(resource -> "AWS::Events::Rule".equals(map(resource).get("Type")))
                .limit(2)
                .forEach(rule -> assertRemovalsAreSeen(
                        list(map(rule).get("DependsOn")),
                        () -> original.differences(CloudFormationReader.read(template, parameters))));
    }

    @Test
    void the_CDK_and_SAM_change_a_rule_after_the_rules_that_take_over_its_entries() {
        Catalog catalog = Catalogs.of(
                Catalogs.typeInBucket(5, 256, 20),
                Catalogs.typeInBucket(69, 256, 20),
                Catalogs.typeInBucket(197, 256, 20),
                Catalogs.typeInBucket(6, 256, 20));
        Map<String, Object> sam = SamExpander.parse(SamTemplate.render(Flavours.samText(), catalog, 256, null));

        for (String id : List.of("Rule", "SharedRule")) {
            assertThat(dependencies(map(sam.get("Resources")).get(id + 5))).contains(id + 69, id + 197);
            assertThat(dependencies(map(sam.get("Resources")).get(id + 69))).contains(id + 197);
            assertThat(dependencies(map(sam.get("Resources")).get(id + 6))).hasSize(3);
            Map<String, Object> cdk = map(template(catalog, 256).get("Resources"));
            assertThat(dependencies(resource(cdk, id + 5)))
                    .anyMatch(other -> other.matches(logicalId(id + 69)))
                    .anyMatch(other -> other.matches(logicalId(id + 197)));
            assertThat(dependencies(resource(cdk, id + 6))).hasSize(3);
        }
    }

    private static Object resource(Map<String, Object> resources, String id) {
        return resources.entrySet().stream()
                .filter(resource -> resource.getKey().matches(logicalId(id)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Cannot find " + id + " in " + resources.keySet()));
    }

    /** Returns a regular expression of the id that the CDK gives to a resource. */
    private static String logicalId(String id) {
        return "ActivityService" + id + "[0-9A-F]{8}";
    }

    private static List<String> dependencies(@Nullable Object resource) {
        return list(map(resource).get("DependsOn")).stream().map(Trees::text).toList();
    }

    private static void assertRemovalsAreSeen(List<Object> dependencies, Supplier<List<String>> differences) {
        assertThat(dependencies).hasSize(3);
        for (Object dependency : List.copyOf(dependencies)) {
            dependencies.remove(dependency);
            assertThat(differences.get()).describedAs("without %s", dependency).isNotEmpty();
            dependencies.add(dependency);
        }
        assertThat(differences.get()).isEmpty();
    }

    @Tag("thorough")
    @Test
    void the_order_of_Terraform_is_that_of_the_module() {
        UnaryOperator<String> withoutAlias = subscriptions -> subscriptions.replace(", aws_lambda_alias.live]", "]");
        String graph = ModulePlans.graph("order", UnaryOperator.identity());
        String graphWithoutAlias = ModulePlans.graph("no-order", withoutAlias);

        for (String rule : List.of("aws_cloudwatch_event_rule.own", "aws_cloudwatch_event_rule.shared")) {
            Set<String> inTheText = Objects.requireNonNull(
                    ModuleText.dependencies(Flavours.text(SUBSCRIPTIONS)).get(rule));

            assertThat(inTheText)
                    .contains("aws_lambda_alias.live", "aws_sqs_queue.activity", "aws_sqs_queue.rule_dead_letter");
            assertThat(before(rule, graph)).containsAll(inTheText);
            assertThat(inTheText).containsAll(queuesAndAliases(rule, graph));
            assertThat(before(rule, graphWithoutAlias))
                    .contains("aws_sqs_queue.activity")
                    .doesNotContain("aws_lambda_alias.live");
        }
    }

    @Test
    void a_dependency_of_Terraform_in_a_comment_is_none() {
        String resource = """
                resource "aws_x" "a" {
                  name = "depends_on = [aws_x.in_a_text]"
                  # depends_on = [aws_x.in_a_comment]
                  depends_on = [
                    aws_x.b, // aws_x.old
                    aws_y.c-d,
                  ]
                }
                """;

        assertThat(ModuleText.dependencies(resource)).isEqualTo(Map.of("aws_x.a", Set.of("aws_x.b", "aws_y.c-d")));
    }

    private static List<String> queuesAndAliases(String rule, String graph) {
        return Pattern.compile("\"" + Pattern.quote(rule) + "\" -> \"((aws_sqs_queue|aws_lambda_alias)[^\"]+)\"")
                .matcher(graph)
                .results()
                .map(edge -> edge.group(1))
                .toList();
    }

    /** Returns what Terraform creates before a resource, by its graph, which has no edge that follows from others. */
    private static Set<String> before(String resource, String graph) {
        Set<String> before = new TreeSet<>();
        Pattern.compile("\"" + Pattern.quote(resource) + "\" -> \"([^\"]+)\"")
                .matcher(graph)
                .results()
                .forEach(edge -> {
                    before.add(edge.group(1));
                    before.addAll(before(edge.group(1), graph));
                });
        return before;
    }

    @Tag("thorough")
    @Test
    void Terraform_states_each_limit_with_its_cure() {
        Catalog tooLong = Catalogs.of(Catalogs.typesInBucket(5, 256, 9, 250));
        String pattern = "The event pattern of bucket 5 must have at most 2048 characters, not 2294: ";

        List<Result> results = ModulePlans.plan(
                "bounds",
                List.of(
                        new Run(tooLong, Map.of("env", "ann", "rule_buckets", 128)),
                        new Run(tooLong, Map.of("env", "ann", "rule_buckets", 256)),
                        new Run(Catalogs.of("a"), Map.of("env", "ann", "rule_buckets", 32)),
                        new Run(Catalogs.of("a"), Map.of("env", "dev", "archive_days", 1)),
                        new Run(Catalogs.of("a"), Map.of("env", "ann", "archive_days", 1))));
        List<Run> one = List.of(new Run(Catalogs.large(10, Content.EXACT), Map.of("env", "ann")));
        List<String> ofRules = ModulePlans.plan(
                        "few-rules",
                        one,
                        subscriptions -> subscriptions.replace("rules_per_bus = 300", "rules_per_bus = 2"))
                .get(0)
                .errors();
        List<String> ofPolicies = ModulePlans.plan(
                        "short-policies",
                        one,
                        subscriptions -> subscriptions.replace("policy_bytes  = 8192", "policy_bytes  = 82"))
                .get(0)
                .errors();

        assertThat(results.get(0).errors()).contains(pattern + "set RULE_BUCKETS=256.");
        assertThat(results.get(1).errors())
                .contains(pattern + "use prefixes such as \"orders.*\", or fewer and shorter sources.");
        assertThat(results.get(2).errors()).anyMatch(error -> error.startsWith("The number of rule buckets must be"));
        assertThat(results.get(3).errors()).anyMatch(error -> error.contains("archive the shared bus instead"));
        assertThat(results.get(4).errors()).isEmpty();
        assertThat(ofRules)
                .singleElement()
                .asString()
                .matches("The bus must have at most 2 rules, not [0-9]+: set RULE_BUCKETS=64, or use prefixes such as"
                        + " \"orders\\.\\*\"\\. All teams share the limit of a shared bus\\.");
        assertThat(ofPolicies)
                .anyMatch(error -> error.matches(
                        "The policy of the queue activity-queue must have at most 82 bytes, not [0-9]+: .*"));
    }

    @Test
    void the_CDK_states_the_limits_of_a_stack_with_other_rules_resources_and_statements() {
        Tools.requireNode();
        App app = Flavours.app(folder);
        Stack stack = Flavours.stack(app);
        ActivitySystem system = new ActivitySystem(stack, "ActivityService", Scenario.DEFAULTS.props(Flavours.jar()));
        for (int i = 0; i < 301; i++) {
            CfnRule.Builder.create(stack, "Other" + i)
                    .eventBusName(system.bus().getEventBusName())
                    .eventPattern(Map.of("source", List.of("s" + i)))
                    .build();
        }
        for (int i = 0; i < 150; i++) {
            Topic.Builder.create(stack, "Topic" + i).build();
        }
        for (int i = 0; i < 19; i++) {
            system.queue()
                    .addToResourcePolicy(PolicyStatement.Builder.create()
                            .sid("Other" + i)
                            .principals(List.of(new AnyPrincipal()))
                            .actions(List.of("sqs:SendMessage"))
                            .resources(List.of(system.queue().getQueueArn()))
                            .conditions(
                                    Map.of("StringEquals", Map.of("aws:PrincipalOrgID", "o-" + "x".repeat(300) + i)))
                            .build());
        }

        assertThatThrownBy(app::synth)
                .hasMessageContaining(" must have at most 300 rules, not 308: set RULE_BUCKETS=64")
                .hasMessageContaining("A template of CloudFormation must have at most 500 resources, not 5")
                .hasMessageContaining(" must have at most 8192 bytes, not ")
                .hasMessageContaining("remove statements that were added to it");
    }

    @Test
    void the_rendering_of_SAM_states_the_limits() {
        List<String> types = new ArrayList<>();
        for (int bucket = 0; bucket < 256; bucket++) {
            types.add(Catalogs.typeInBucket(bucket, 256, 20));
        }
        Catalog every = Catalogs.of(types);
        String template = Flavours.samText();

        assertThat(SamTemplate.resources(SamTemplate.render(template, every, 128, null)))
                .isLessThan(400);
        assertThatThrownBy(() -> SamTemplate.render(template, every, 256, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A template of CloudFormation must have at most 500 resources, not 5")
                .hasMessageEndingWith("or deploy with Terraform, which does not have this limit");
        assertThatThrownBy(() -> SamTemplate.render(
                        template.replace("- Sid: RulesOnly", "- Sid: " + "x".repeat(8_192)),
                        Catalogs.of("a"),
                        64,
                        null))
                .hasMessageContaining("The policy of the queue QueuePolicy must have at most 8192 bytes, not ");
        assertThat(AwsLimits.faultOfRules("b", 300)).isEmpty();
        assertThat(AwsLimits.faultOfRules("b", 301)).hasSize(1);
    }

    @Test
    void the_number_of_resources_is_that_of_the_expanded_template() {
        for (Scenario scenario : Scenario.values()) {
            String text = SamTemplate.render(
                    Flavours.samText(),
                    Catalog.read(scenario.catalog()),
                    scenario.settings().number(Setting.RULE_BUCKETS),
                    null);

            assertThat(SamTemplate.resources(text))
                    .isEqualTo(map(SamExpander.expand(SamExpander.parse(text)).get("Resources"))
                            .size());
        }
    }

    @Test
    void the_estimated_size_of_a_policy_is_rather_too_high() {
        int real = policyBytes(ParityTest.sam(Scenario.DEFAULTS));
        Map<String, Object> resources = map(Flavours.cdk(Scenario.DEFAULTS).get("Resources"));
        Object policy = resources.values().stream()
                .filter(resource -> "AWS::SQS::QueuePolicy".equals(map(resource).get("Type")))
                .map(resource -> map(map(resource).get("Properties")).get("PolicyDocument"))
                .filter(document -> document.toString().contains("RulesOnly"))
                .findFirst()
                .orElseThrow();
        String yaml = Flavours.samText();
        int from = yaml.indexOf("PolicyDocument:\n", yaml.indexOf("  QueuePolicy:\n"));

        assertThat(PolicySize.of(policy)).isBetween(real, 2 * real);
        assertThat(PolicySize.ofYaml(yaml.substring(from, yaml.indexOf("\n\n", from))))
                .isBetween(real, 2 * real);
    }

    /** The greatest policy, with the longest names that the scenario has. */
    private static int policyBytes(SystemModel model) {
        return model.section(Section.QUEUE_POLICIES).values().stream()
                .mapToInt(statements -> Trees.json(Map.of("Version", "2012-10-17", "Statement", statements))
                        .getBytes(StandardCharsets.UTF_8)
                        .length)
                .max()
                .orElseThrow();
    }

    private static long rules(SystemModel model, String bus) {
        SortedMap<String, Object> rules = model.section(Section.RULES);
        return rules.keySet().stream()
                .filter(name -> name.startsWith(bus + "/"))
                .count();
    }

    private SystemModel cdk(Catalog catalog) {
        return CloudFormationReader.read(template(catalog, 64), Map.of());
    }

    private Map<String, Object> template(Catalog catalog, int buckets) {
        Tools.requireNode();
        Path file = folder.resolve(FunctionPackage.name(catalog, null) + ".json");
        Path outdir = folder.resolve(FunctionPackage.name(catalog, null) + "-" + buckets);
        Flavours.write(file, catalog.json());
        App app = Flavours.app(outdir);
        Stack stack = Flavours.stack(app);
        new ActivitySystem(
                stack,
                "ActivityService",
                ActivitySystemProps.builder("dev", Flavours.jar())
                        .catalog(file)
                        .ruleBuckets(buckets)
                        .build());
        app.synth();
        return map(Trees.parse(Flavours.text(outdir.resolve(stack.getTemplateFile()))));
    }

    private static SystemModel sam(Catalog catalog) {
        return CloudFormationReader.read(
                SamExpander.expand(SamExpander.parse(SamTemplate.render(Flavours.samText(), catalog, 64, null))),
                Map.of());
    }
}
