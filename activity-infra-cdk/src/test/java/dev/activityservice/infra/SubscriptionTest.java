package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class SubscriptionTest {

    private static final long SEED = Long.getLong("activity.seed", System.nanoTime());

    @ParameterizedTest
    @CsvSource({
        // printf %s orders.orderCreated.v1 | sha256sum → 7084…; 0x7084 = 28804
        "orders.orderCreated.v1, 64, 4",
        "orders.orderCreated.v1, 128, 4",
        "orders.orderCreated.v1, 256, 132",
        // printf %s 'orders.*' | sha256sum → 6169…; 0x6169 = 24937
        "orders.*, 64, 41",
        "orders.*, 256, 105",
    })
    void a_bucket_is_the_first_four_digits_of_the_keys_digest_modulo_their_number(String key, int buckets, int bucket) {
        assertThat(Subscription.bucket(key, buckets)).isEqualTo(bucket);
    }

    @Test
    void the_name_of_a_rule_has_the_environment_and_the_bucket_and_fits_with_the_longest_environment() {
        Subscription subscription =
                Subscription.of(Catalogs.of("orders.orderCreated.v1"), 256).get(0);

        assertThat(subscription.ruleName("ActivityService", "dev")).isEqualTo("ActivityService-dev_132");
        assertThat(subscription.ruleName("ActivityService", "production").length())
                .isLessThanOrEqualTo(64);
    }

    @Test
    void a_pattern_has_exact_types_and_prefixes() {
        Catalog catalog = Catalogs.of("orders.*", Catalogs.typeInBucketOf("orders.*"));

        assertThat(patterns(catalog))
                .containsExactly(
                        "{\"detail-type\":[{\"prefix\":\"orders.\"},\"" + Catalogs.typeInBucketOf("orders.*") + "\"]}");
    }

    @Test
    void a_pattern_has_one_alternative_for_each_list_of_sources_in_any_order() {
        String first = "orders.created";
        List<String> same = Catalogs.typesInBucketOf(first, 3);
        Catalog catalog = Catalogs.parse(Catalogs.json(List.of(
                Catalogs.entry(first, List.of("dev.orders", "shop*")),
                Catalogs.entry(same.get(0), List.of("shop*", "dev.orders")),
                Catalogs.entry(same.get(1), List.of("dev.users")),
                Catalogs.entry(same.get(2), List.of()))));
        String pair = IntStream.of(0, 1)
                .mapToObj(i -> List.of(first, same.get(0)).get(i))
                .sorted()
                .collect(Collectors.joining("\",\""));

        assertThat(patterns(catalog))
                .containsExactly("{\"$or\":["
                        + "{\"source\":[\"dev.orders\",{\"prefix\":\"shop\"}],\"detail-type\":[\"" + pair + "\"]},"
                        + "{\"source\":[\"dev.users\"],\"detail-type\":[\"" + same.get(1) + "\"]},"
                        + "{\"detail-type\":[\"" + same.get(2) + "\"]}]}");
    }

    @Test
    void an_entry_is_in_no_pattern_if_a_prefix_with_the_same_sources_or_without_sources_covers_it() {
        Catalog catalog = Catalogs.parse(Catalogs.json(List.of(
                Catalogs.entry("a.*", List.of()),
                Catalogs.entry("a.exact", List.of("s")),
                Catalogs.entry("a.b.*", List.of("s")),
                Catalogs.entry("b.*", List.of("s", "t")),
                Catalogs.entry("b.same", List.of("t", "s")),
                Catalogs.entry("b.fewer", List.of("s")),
                Catalogs.entry("b.every", List.of()),
                Catalogs.entry("bc.other", List.of("s", "t")))));

        assertThat(Subscription.of(catalog, 64).stream()
                        .flatMap(subscription -> subscription.alternatives().stream())
                        .flatMap(alternative -> alternative.types().stream())
                        .map(type -> type.text()))
                .containsExactlyInAnyOrder("a.*", "b.*", "b.fewer", "b.every", "bc.other");
    }

    @Test
    void a_new_entry_never_moves_another_entry() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50; round++) {
            List<String> types = Catalogs.realisticTypes(200, random);
            int known = 1 + random.nextInt(types.size() - 1);
            int buckets = Subscription.BUCKET_COUNTS.get(random.nextInt(3));

            Map<String, String> before = rules(Catalogs.of(types.subList(0, known)), buckets);
            Map<String, String> after = rules(Catalogs.of(types), buckets);

            assertThat(after).describedAs("seed %s, round %s", SEED, round).containsAllEntriesOf(before);
        }
    }

    @Test
    void a_new_prefix_moves_only_the_entries_that_it_covers() {
        List<String> types = new ArrayList<>(Catalogs.realisticTypes(200, new Random(SEED)));
        Map<String, String> before = rules(Catalogs.of(types), 64);
        String prefix = types.get(0).substring(0, types.get(0).indexOf('.') + 1);
        types.add(prefix + "*");

        Map<String, String> after = rules(Catalogs.of(types), 64);

        before.keySet().removeIf(type -> type.startsWith(prefix));
        assertThat(before).describedAs("seed %s", SEED).isNotEmpty();
        assertThat(after).describedAs("seed %s", SEED).containsAllEntriesOf(before);
    }

    @Test
    void a_rule_that_loses_entries_to_a_greater_number_of_buckets_waits_for_the_rules_that_get_them() {
        Random random = new Random(SEED);
        Catalog catalog = Catalogs.of(Catalogs.realisticTypes(1000, random));
        for (int from : List.of(64, 128)) {
            for (int to : List.of(128, 256)) {
                if (from >= to) {
                    continue;
                }
                Map<String, String> before = rules(catalog, from);
                List<Subscription> after = Subscription.of(catalog, to);
                Map<String, List<Integer>> waitsFor = after.stream()
                        .collect(Collectors.toMap(
                                each -> each.ruleName("ActivityService", "dev"), each -> each.successors(after)));
                rules(catalog, to).forEach((type, rule) -> {
                    String old = before.get(type);
                    // A rule without remaining entries is deleted, at the end of a deployment.
                    if (!rule.equals(old) && waitsFor.containsKey(old)) {
                        assertThat(waitsFor.get(old))
                                .describedAs("seed %s, type %s", SEED, type)
                                .contains(Integer.valueOf(rule.substring(rule.lastIndexOf('_') + 1)));
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void the_message_of_a_pattern_that_is_too_long_has_the_number_the_limit_and_the_next_number_of_buckets(
            int buckets) {
        Catalog catalog = Catalogs.of(Catalogs.typesInBucket(5, buckets, 9, 250));

        assertThatThrownBy(() -> Subscription.of(catalog, buckets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The event pattern of bucket 5 must have at most 2048 characters, not "
                        + PatternJson.of(longest(catalog)).length() + ": set RULE_BUCKETS=" + 2 * buckets);
    }

    @Test
    void with_the_greatest_number_of_buckets_the_message_says_what_else_helps() {
        Catalog catalog = Catalogs.of(Catalogs.typesInBucket(5, 256, 9, 250));

        assertThatThrownBy(() -> Subscription.of(catalog, 256))
                .hasMessageEndingWith(": use prefixes such as \"orders.*\", or fewer and shorter sources");
    }

    @Test
    void more_buckets_are_not_the_cure_for_one_entry_with_too_many_sources() {
        List<String> sources =
                IntStream.range(0, 100).mapToObj(i -> "urn:source:" + i).toList();
        Catalog fits = Catalogs.parse(Catalogs.json(List.of(Catalogs.entry("a", sources))));
        Catalog tooLong = Catalogs.parse(Catalogs.json(List.of(Catalogs.entry(
                "a", sources.stream().map(source -> source + ":with:a:long:end").toList()))));

        assertThat(Subscription.of(fits, 64)).hasSize(1);
        assertThatThrownBy(() -> Subscription.of(tooLong, 64))
                .hasMessageEndingWith(": use prefixes such as \"orders.*\", or fewer and shorter sources");
    }

    @Test
    void the_limit_itself_is_accepted() {
        // {"detail-type":["…","…"]}: 18 characters, 2 for each type, and 1 for each type after the first.
        List<String> types = Catalogs.typesInBucket(5, 64, 8, 220);
        int rest = 2048 - 18 - 8 * (220 + 2 + 1) - 2;

        Catalog limit = Catalogs.of(concat(types, Catalogs.typeInBucket(5, 64, rest)));
        Catalog over = Catalogs.of(concat(types, Catalogs.typeInBucket(5, 64, rest + 1)));

        assertThat(PatternJson.of(Subscription.of(limit, 64).get(0).pattern())).hasSize(2048);
        assertThatThrownBy(() -> Subscription.of(over, 64)).hasMessageContaining("not 2049: set RULE_BUCKETS=128");
    }

    @Test
    void the_length_counts_the_escapes_of_Terraform() {
        assertThat(PatternJson.of(Map.of("prefix", "a<b>c&d\u2028e\u2029\"\\ü😀")))
                .isEqualTo("{\"prefix\":\"a\\u003cb\\u003ec\\u0026d\\u2028e\\u2029\\\"\\\\ü😀\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'a.{{resolve:ssm:b}}', shop",
        "'{{resolve:a.*', shop",
        "a.b, '{{resolve:ssm:b}}'",
        "a.b, 'shop{{resolve:*'"
    })
    void a_dynamic_reference_of_CloudFormation_in_a_type_or_source_is_refused(String type, String source) {
        Catalog catalog = Catalogs.parse(Catalogs.json(List.of(Catalogs.entry(type, List.of(source)))));

        assertThatThrownBy(() -> Subscription.of(catalog, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "An event type or source must not contain {{resolve:, because CloudFormation would"
                                + " resolve it, not \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cafe\\u0301.opened", "a<\\u0327.b", "\\u212b.unit"})
    void a_type_that_Terraform_would_change_is_refused(String type) {
        assertThatThrownBy(() -> Subscription.of(
                        Catalogs.parse(Catalogs.json(List.of(
                                "\"" + type + "\": {\"entities\": [{\"type\": \"a\", \"id\": \"/data/id\"}]}"))),
                        64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("An event type or source must be in Unicode's normal form C");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e\\u0301", "a\\u0001b", "a\\ud800", "a\\u0085*"})
    void a_source_that_Terraform_would_change_is_refused(String source) {
        String json =
                "{\"version\": 1, \"events\": {\"a\": {\"entities\": [{\"type\": \"a\", \"id\": \"/data/id\"}], \"sources\": [\""
                        + source + "\"]}}}";

        assertThatThrownBy(() -> Subscription.of(Catalogs.parse(json), 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("An event type or source must be in Unicode's normal form C");
    }

    private static Map<String, Object> longest(Catalog catalog) {
        // With one alternative, the pattern of the bucket contains all types of the catalog.
        return Map.of(
                "detail-type",
                catalog.eventTypes().stream().map(type -> type.text()).toList());
    }

    private static List<String> concat(List<String> types, String last) {
        List<String> all = new ArrayList<>(types);
        all.add(last);
        return all;
    }

    private static List<String> patterns(Catalog catalog) {
        return Subscription.of(catalog, 64).stream()
                .map(subscription -> PatternJson.of(subscription.pattern()))
                .toList();
    }

    /** Returns the name of the rule of each entry. */
    private static Map<String, String> rules(Catalog catalog, int buckets) {
        Map<String, String> rules = new TreeMap<>();
        for (Subscription subscription : Subscription.of(catalog, buckets)) {
            subscription
                    .alternatives()
                    .forEach(alternative -> alternative
                            .types()
                            .forEach(type -> rules.put(type.text(), subscription.ruleName("ActivityService", "dev"))));
        }
        return rules;
    }
}
