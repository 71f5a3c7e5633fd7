package dev.activityservice.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.InvalidReadPolicyException;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.query.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of a read policy: its faults, and the decisions of its rules. {@code docs/access.md} describes the format. */
class ReadPolicyFileTest {

    private static final EntityRef ORDER = EntityRef.of("order", "O-1");
    private static final EntityRef USER = EntityRef.of("user", "U-7");
    private static final Decision NO = Decision.forbidden();

    @Test
    void the_file_of_the_documentation_decides_by_its_rules() {
        ReadPolicy policy = ReadPolicy.file("""
                {"version": 1,
                 "rules": [
                   {"claim": "groups", "has": "support", "may": ["*"]},
                   {"claim": "scope", "has": "activity.read", "may": ["order", "product"]},
                   {"claim": "sub", "is": "user"},
                   {"claim": "sub", "is": "user", "of": ["order"], "hide": ["trace", "actor"]}
                 ]}
                """);
        Principal user = Principal.of("U-7").with("sub", "U-7");
        Decision asReader = Decision.allowedWithout(Set.of(HiddenField.TRACE, HiddenField.ACTOR))
                .by("rules/3");

        assertThat(policy.needsReaders()).isTrue();
        assertThat(policy.decide(null, ORDER)).isEqualTo(Decision.unauthenticated());
        assertThat(policy.decide(Principal.of("anyone"), ORDER)).isEqualTo(NO);
        assertThat(policy.decide(user, USER)).isEqualTo(Decision.allowed().by("rules/2"));
        assertThat(policy.decide(user, EntityRef.of("user", "U-8"))).isEqualTo(NO);
        assertThat(policy.decide(user, ORDER)).isEqualTo(NO.orIfReader(USER, asReader));
        assertThat(policy.decide(user.with("groups", "sales", "support"), EntityRef.of("stock", "S-1")))
                .isEqualTo(Decision.allowed().by("rules/0"));
        assertThat(policy.decide(user.with("scope", "openid activity.read"), ORDER))
                .isEqualTo(Decision.allowed().by("rules/1"));
        assertThat(policy.decide(user.with("scope", "openid activity.read"), EntityRef.of("stock", "S-1")))
                .isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            groups         | ''      | support          | true
            groups         | ''      | support readonly | false
            groups         | ''      | support,other    | false
            groups         | ''      | [support]        | false
            groups         | ''      | Support          | false
            groups         | ','     | other,support    | true
            groups         | ','     | support,         | true
            groups         | ','     | other, support   | false
            groups         | ','     | supporter,x      | false
            groups         | '::'    | a::support::b    | true
            groups         | '::'    | a:::support      | false
            groups         | '.'     | aXsupport        | false
            scope          | ''      | a support b      | true
            scp            | ''      | a support        | true
            scope          | ''      | a,support        | false
            Scope          | ''      | a support        | false
            scopes         | ''      | a support        | false
            scope          | ','     | a,support        | true
            scope          | ','     | a support        | false
            cognito:groups | ''      | a,support        | true
            cognito:groups | ''      | a support        | false
            """)
    void a_claim_has_a_text_as_a_value_or_as_a_part(String claim, String split, String value, boolean allowed) {
        ReadPolicy policy =
                ReadPolicy.file("{\"version\":1,\"rules\":[{\"claim\":\"" + claim + "\",\"has\":\"support\","
                        + (split.isEmpty() ? "" : "\"split\":\"" + split + "\",") + "\"may\":[\"order\"]}]}");
        Principal caller = Principal.of("x").with(claim, "other", value);

        assertThat(policy.decide(caller, ORDER).isAllowed()).isEqualTo(allowed);
        assertThat(policy.decide(caller, USER)).isEqualTo(NO);
    }

    @Test
    void rules_with_is_compare_whole_values_only() {
        ReadPolicy policy = rules("{\"claim\":\"scope\",\"is\":\"order\"}");

        assertThat(policy.decide(Principal.of("x").with("scope", "a", "O-1"), ORDER)
                        .isAllowed())
                .isTrue();
        assertThat(policy.decide(Principal.of("x").with("scope", "O-1 O-2"), ORDER))
                .isEqualTo(NO);
        assertThat(policy.needsReaders()).isFalse();
    }

    @Test
    void a_reader_is_asked_for_each_value_that_can_be_an_id() {
        ReadPolicy policy = rules("{\"claim\":\"accounts\",\"is\":\"account\",\"of\":[\"order\"]}");
        Principal caller =
                Principal.of("x").with("accounts", "A-1", "", " ", "a\u0000", "x".repeat(1025), "A-2", "A-1");

        assertThat(policy.decide(caller, ORDER).ifReader().keySet())
                .containsExactly(EntityRef.of("account", "A-1"), EntityRef.of("account", "A-2"));
        assertThat(policy.decide(caller, USER)).isEqualTo(NO);
    }

    @Test
    void a_field_is_hidden_only_if_each_rule_that_allows_the_read_hides_it() {
        ReadPolicy policy = rules(
                "{\"claim\":\"g\",\"has\":\"a\",\"may\":[\"*\"],\"hide\":[\"trace\",\"actor\"]}",
                "{\"claim\":\"g\",\"has\":\"b\",\"may\":[\"*\"],\"hide\":[\"trace\",\"attributes\"]}",
                "{\"claim\":\"g\",\"has\":\"c\",\"may\":[\"*\"],\"hide\":[\"actor\"]}",
                "{\"claim\":\"g\",\"has\":\"d\",\"may\":[\"*\"]}");

        assertThat(hidden(policy, "a")).containsExactly(HiddenField.TRACE, HiddenField.ACTOR, HiddenField.SUMMARY);
        assertThat(hidden(policy, "a", "b")).containsExactly(HiddenField.TRACE, HiddenField.SUMMARY);
        assertThat(hidden(policy, "c", "a")).containsExactly(HiddenField.ACTOR, HiddenField.SUMMARY);
        assertThat(hidden(policy, "a", "b", "d")).isEmpty();
        assertThat(policy.decide(Principal.of("x").with("g", "d", "a"), ORDER).rule())
                .isEqualTo("rules/0,rules/3");
    }

    private static Set<HiddenField> hidden(ReadPolicy policy, String... groups) {
        return policy.decide(Principal.of("x").with("g", groups), ORDER).hidden();
    }

    @Test
    void a_reader_is_asked_only_if_it_could_allow_the_read_or_show_more() {
        String reader = "{\"claim\":\"sub\",\"is\":\"user\",\"of\":[\"order\"],\"hide\":[\"actor\"]}";
        Principal caller = Principal.of("x").with("sub", "U-7").with("g", "a");

        assertThat(rules(reader, "{\"claim\":\"g\",\"has\":\"a\",\"may\":[\"*\"]}")
                        .decide(caller, ORDER)
                        .ifReader())
                .isEmpty();
        assertThat(rules(reader, "{\"claim\":\"g\",\"has\":\"a\",\"may\":[\"*\"],\"hide\":[\"actor\"]}")
                        .decide(caller, ORDER)
                        .ifReader())
                .isEmpty();
        Decision decision = rules(reader, "{\"claim\":\"g\",\"has\":\"a\",\"may\":[\"*\"],\"hide\":[\"trace\"]}")
                .decide(caller, ORDER);
        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.hidden()).containsExactly(HiddenField.TRACE);
        assertThat(decision.ifReader().keySet()).containsExactly(USER);
        assertThat(decision.resolve(USER, true))
                .isEqualTo(Decision.allowed().by("rules/1,rules/0"))
                .isNotEqualTo(decision);
        assertThat(decision.resolve(USER, false))
                .isEqualTo(Decision.allowedWithout(Set.of(HiddenField.TRACE)).by("rules/1"));
    }

    @Test
    void the_reader_that_shows_most_is_asked_first_and_makes_the_others_useless() {
        ReadPolicy policy = rules(
                "{\"claim\":\"sub\",\"is\":\"user\",\"of\":[\"order\"],\"hide\":[\"actor\",\"trace\"]}",
                "{\"claim\":\"sub\",\"is\":\"agent\",\"of\":[\"order\"]}",
                "{\"claim\":\"sub\",\"is\":\"user\",\"of\":[\"order\"],\"hide\":[\"trace\"]}");
        EntityRef agent = EntityRef.of("agent", "U-7");

        Decision decision = policy.decide(Principal.of("x").with("sub", "U-7"), ORDER);

        assertThat(decision.ifReader().keySet()).containsExactly(agent, USER);
        assertThat(decision.ifReader().get(USER))
                .isEqualTo(Decision.allowedWithout(Set.of(HiddenField.TRACE)).by("rules/0,rules/2"));
        assertThat(decision.resolve(agent, true)).isEqualTo(Decision.allowed().by("rules/1"));
        assertThat(decision.resolve(agent, false).ifReader().keySet()).containsExactly(USER);
    }

    @Test
    void readers_change_neither_an_unauthenticated_decision_nor_another_reader() {
        Decision decision = Decision.unauthenticated().orIfReader(USER, Decision.allowed());

        assertThat(decision).isEqualTo(Decision.unauthenticated());
        assertThat(NO.orIfReader(USER, NO)).isEqualTo(NO);
        assertThat(NO.orIfReader(USER, Decision.allowed()).resolve(ORDER, true))
                .isEqualTo(NO.orIfReader(USER, Decision.allowed()));
        assertThat(NO.or(NO)).isEqualTo(NO);
        assertThat(NO.by("x")).isEqualTo(NO);
    }

    @Test
    void all_faults_are_reported_with_their_locations_and_the_nearest_known_key() {
        InvalidReadPolicyException e = faults("""
                {"version": 2,
                 "rule": [],
                 "rules": [
                   {"claim": "groups", "hass": "support", "may": ["*", 1]},
                   {"claim": "groups", "has": "support", "is": "user", "of": ["-"]},
                   {"claim": "", "has": "*", "split": ""},
                   {"claim": "scope", "has": "a b", "may": ["*", "order", "order", "1x"]},
                   {"claim": "sub", "is": "*", "may": ["order"], "split": ","},
                   {"claim": "sub", "is": "user", "of": ["*"]},
                   {"claim": 7, "is": "user", "of": "order", "hide": ["acter", "actor", "actor", 1]},
                   {"is": "user", "of": [], "hide": ["entity_id"]},
                   {"claim": "a", "claim": "b"},
                   "support"
                 ]}
                """);

        assertThat(e).hasMessageStartingWith("Invalid read policy: 28 fault(s)\n  /version: must be 1, not 2\n");
        assertThat(e.faults().stream().map(fault -> fault.pointer() + " " + fault.message()))
                .containsExactly(
                        "/version must be 1, not 2",
                        "/rule is not a known key; did you mean \"rules\"?",
                        "/rules/0/hass is not a known key; did you mean \"has\"?",
                        "/rules/0/may/1 must be an entity type (for example \"order\"), not a number",
                        "/rules/1 must have \"has\" or \"is\", not both",
                        "/rules/1/of/0 \"-\" is not an entity type: it must be a letter, then letters, digits, '.', '_' or '-'",
                        "/rules/2 must have \"may\"",
                        "/rules/2/claim must be the name of a claim (for example \"groups\") of 1 to 256 characters, not of 0",
                        "/rules/2/has must be a value of the claim; only \"may\" accepts \"*\"",
                        "/rules/2/split must be a separator (for example \",\") of 1 to 256 characters, not of 0",
                        "/rules/3/has must not contain \" \", at which the claim is split",
                        "/rules/3/may/2 is a duplicate",
                        "/rules/3/may/3 \"1x\" is not an entity type: it must be a letter, then letters, digits, '.', '_' or '-'",
                        "/rules/4/is must be an entity type; only \"may\" accepts \"*\"",
                        "/rules/4/may must not be in a rule with \"is\"",
                        "/rules/4/split must not be in a rule with \"is\"",
                        "/rules/5/of/0 must be an entity type; only \"may\" accepts \"*\"",
                        "/rules/6/claim must be the name of a claim (for example \"groups\"), not a number",
                        "/rules/6/of must be an array of entity types, not a string",
                        "/rules/6/hide/0 \"acter\" is not a known field; did you mean \"actor\"?",
                        "/rules/6/hide/2 is a duplicate",
                        "/rules/6/hide/3 must be a field (for example \"actor\"), not a number",
                        "/rules/7 must have \"claim\"",
                        "/rules/7/of must have 1 to 100 entity types, not 0",
                        "/rules/7/hide/0 \"entity_id\" is not a known field; known fields are \"trace\", \"actor\", \"attributes\", \"summary\"",
                        "/rules/8 must have \"has\" or \"is\"",
                        "/rules/8/claim is a duplicate key",
                        "/rules/9 must be an object with \"claim\", and \"has\" or \"is\", not a string");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                            | must be an object with "version" and "rules", not empty
            []                            | must be an object with "version" and "rules", not an array
            authenticated                 | is not well-formed JSON
            {"version":1,"rules":[        | is not well-formed JSON
            {"version":1,"rules":[]}      | must have 1 to 100 rules, not 0
            {"version":1,"rules":{}}      | must be an array of rules, not an object
            {"version":1}                 | must have "rules"
            {"version":"1","rules":[]}    | must be the number 1, not a string
            {"rules":[]}                  | must have "version": 1
            {"version":1,"rules":[]} {}   | must end at the closing brace of the read policy
            """)
    void a_file_that_is_not_a_policy_is_refused(String json, String message) {
        assertThat(faults(json)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"claim\":\"g\",\"has\":\" \",\"may\":[\"order\"]}",
                "{\"claim\":\"*\",\"has\":\"a\",\"may\":[\"order\"]}",
                "{\"claim\":\"*\",\"is\":\"user\"}",
                "{\"claim\":\"g\",\"has\":\"a\",\"split\":\"*\",\"may\":[\"order\"]}",
                "{\"claim\":\"\\t\",\"has\":\"a\",\"may\":[\"order\"]}",
                "{\"claim\":\"g\",\"has\":\"a\",\"may\":[]}",
                "{\"claim\":\"g\",\"has\":\"a\",\"may\":\"*\"}",
                "{\"claim\":\"g\",\"has\":\"a\",\"may\":[\"ord*\"]}",
                "{\"claim\":\"g\",\"has\":\"a\",\"may\":[\"order\"],\"of\":[\"order\"]}",
                "{\"claim\":\"g\",\"has\":null,\"may\":[\"order\"]}",
                "{\"claim\":\"g\",\"has\":true,\"may\":[\"order\"]}",
                "{\"claim\":\"g\",\"has\":[\"a\"],\"may\":[\"order\"]}",
                "{\"claim\":\"cognito:groups\",\"has\":\"a,b\",\"may\":[\"order\"]}",
                "{\"claim\":\"g\",\"has\":\"a-b\",\"split\":\"-\",\"may\":[\"order\"]}",
                "{\"claim\":\"g\",\"is\":\"us er\"}",
                "{\"claim\":\"g\",\"is\":\"user\",\"hide\":[\"*\"]}",
                "{\"claim\":\"g\",\"is\":\"user\",\"hide\":[]}",
                "{\"claim\":\"g\",\"is\":\"user\",\"hide\":[\"Actor\"]}",
                "{\"claim\":\"g\",\"is\":\"user\",\"deny\":[\"order\"]}",
                "{\"claim\":\"g\",\"of\":[\"order\"]}",
                "{\"Claim\":\"g\",\"is\":\"user\"}",
            })
    void a_rule_with_one_fault_is_refused_with_one_fault(String rule) {
        assertThat(faults("{\"version\":1,\"rules\":[" + rule + "]}").faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.pointer()).startsWith("/rules/0"));
    }

    @Test
    void the_numbers_of_rules_types_characters_and_faults_are_limited() {
        String rule = "{\"claim\":\"sub\",\"is\":\"user\"}";
        List<String> types = Collections.nCopies(101, "\"order\"");

        assertThat(rules(Collections.nCopies(100, rule).toArray(String[]::new))
                        .decide(Principal.of("x").with("sub", "U-7"), USER)
                        .rule())
                .endsWith(",rules/99");
        assertThat(faults("{\"version\":1,\"rules\":[" + String.join(",", Collections.nCopies(101, rule)) + "]}"))
                .hasMessageContaining("/rules: must have 1 to 100 rules, not 101");
        assertThat(faults("{\"version\":1,\"rules\":[{\"claim\":\"g\",\"has\":\"a\",\"may\":" + types + "}]}")
                        .faults())
                .hasSize(100);
        assertThat(faults("{\"version\":1,\"rules\":[{\"claim\":\"" + "c".repeat(257) + "\",\"is\":\"user\"}]}"))
                .hasMessageContaining("of 1 to 256 characters, not of 257");
        assertThat(faults(" ".repeat(1_048_577))).hasMessageContaining("must be at most 1048576 characters long");
    }

    @Test
    void texts_of_the_file_are_escaped_in_messages() {
        assertThat(
                        faults(
                                "{\"version\":1,\"rules\":[{\"claim\":\"g\",\"is\":\"user\",\"hide\":[\"\\u001b[2J\"],\"\\u202e\":1}]}"))
                .hasMessageContaining("\\u001b[2J")
                .hasMessageContaining("/rules/0/\\u202e");
    }

    private static ReadPolicy rules(String... rules) {
        return ReadPolicy.file("{\"version\":1,\"rules\":[" + String.join(",", rules) + "]}");
    }

    private static InvalidReadPolicyException faults(String json) {
        return Objects.requireNonNull(
                catchThrowableOfType(InvalidReadPolicyException.class, () -> ReadPolicy.file(json)), json);
    }
}
