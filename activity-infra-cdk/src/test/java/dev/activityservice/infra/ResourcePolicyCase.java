package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resource policy that each flavour must accept or refuse.
 *
 * @param fault the end of the message of the refusal, or null if the policy is valid
 */
record ResourcePolicyCase(String json, @Nullable String fault) {

    private static final String STATEMENT =
            "{'Effect':'Deny','Principal':'*','Action':'execute-api:Invoke','Resource':'execute-api:/*'}";

    private static final String TEXTS = "must be a text in quotes, not ";

    static List<ResourcePolicyCase> all() {
        List<ResourcePolicyCase> cases = new ArrayList<>();
        cases.add(accepted(policy(STATEMENT)));
        cases.add(refused("", "Invalid JSON: the document is empty"));
        cases.add(refused("{", "Invalid JSON at line 1, column 2: "));
        cases.add(refused("[]", "(whole file) must be an object with Version and Statement, not \"[]\""));
        cases.add(refused("{}", "(whole file) must be an object with Version and Statement, not \"{}\""));
        addDocuments(cases);
        addPrincipals(cases);
        addActionsAndResources(cases);
        addConditions(cases);
        addTexts(cases);
        return cases;
    }

    private static void addDocuments(List<ResourcePolicyCase> cases) {
        cases.add(accepted(policy(STATEMENT + "," + STATEMENT)));
        cases.add(accepted("{'Id':'a b','Statement':[" + STATEMENT + "],'Version':'2012-10-17'}"));
        cases.add(refused(policy(""), "/Statement must be a list of at least one statement"));
        cases.add(refused(
                "{'Version':'2012-10-17','Statement':" + STATEMENT + "}",
                "/Statement must be a list of at least one statement"));
        cases.add(refused("{'Version':'2012-10-17','Statement':['a']}", "/Statement/0 must be an object, not \"a\""));
        cases.add(refused("{'Statement':[" + STATEMENT + "]}", "/Version must be \"2012-10-17\", not missing"));
        cases.add(refused(
                "{'Version':'2008-10-17','Statement':[" + STATEMENT + "]}",
                "/Version must be \"2012-10-17\", not \"2008-10-17\""));
        cases.add(refused(
                "{'Version':'2012-10-17','Statements':[],'Statement':[" + STATEMENT + "]}",
                "(whole file) must have only the keys Version, Id, Statement, not \"Statements\""));
        cases.add(refused(with("'Effect':'Deny'", "'Effect':'deny'"), "/Statement/0/Effect must be \"Allow\" or"));
        cases.add(refused(
                with("'Effect':'Deny',", ""), "/Statement/0/Effect must be \"Allow\" or \"Deny\", not missing"));
        cases.add(refused(with("{'Effect'", "{'Note':'a','Effect'"), "/Statement/0 must have only the keys Sid, "));
        cases.add(accepted(with("{'Effect'", "{'Sid':'Only1','Effect'")));
        cases.add(refused(
                with("{'Effect'", "{'Sid':'not this','Effect'"),
                "/Statement/0/Sid must be letters and digits, not \"not this\""));
    }

    private static void addPrincipals(List<ResourcePolicyCase> cases) {
        for (String principal : List.of(
                "{'AWS':'*'}",
                "{'AWS':'123456789012'}",
                "{'AWS':['arn:aws:iam::123456789012:root','arn:aws:iam::123456789012:role/a']}",
                "{'Service':'events.amazonaws.com','AWS':'123456789012'}",
                "{'Federated':'cognito-identity.amazonaws.com'}",
                "{'CanonicalUser':'79a59df900b949e5'}")) {
            cases.add(accepted(with("'Principal':'*'", "'Principal':" + principal)));
            cases.add(accepted(with("'Principal':'*'", "'NotPrincipal':" + principal)));
        }
        for (String principal : List.of("'123456789012'", "{}", "{'AWS':[]}", "['*']", "1", "{'User':'a'}")) {
            cases.add(refused(with("'Principal':'*'", "'Principal':" + principal), "/Statement/0/Principal"));
        }
        cases.add(refused(with("'Principal':'*',", ""), "/Statement/0 must have either Principal or NotPrincipal"));
        cases.add(refused(
                with("'Principal':'*'", "'Principal':'*','NotPrincipal':'*'"),
                "/Statement/0 must have either Principal or NotPrincipal"));
    }

    private static void addActionsAndResources(List<ResourcePolicyCase> cases) {
        for (String action : List.of("'*'", "'execute-api:*'", "['execute-api:Invoke','execute-api:Manage?'] ")) {
            cases.add(accepted(with("'Action':'execute-api:Invoke'", "'Action':" + action)));
            cases.add(accepted(with("'Action':'execute-api:Invoke'", "'NotAction':" + action)));
        }
        for (String action : List.of("'s3:GetObject'", "'execute-api:'", "'Invoke'", "[]", "['*',1]", "{'a':'*'}")) {
            cases.add(refused(
                    with("'Action':'execute-api:Invoke'", "'Action':" + action), "/Statement/0/Action must be "));
        }
        cases.add(refused(
                with("'Action':'execute-api:Invoke',", ""), "/Statement/0 must have either Action or NotAction"));
        for (String resource : List.of(
                "'*'",
                "'execute-api:/'",
                "'execute-api:/dev/GET/api/activity/order/*'",
                "['arn:aws:execute-api:eu-west-1:123456789012:a1b2/*','execute-api:/*/${aws:username}']")) {
            cases.add(accepted(with("'Resource':'execute-api:/*'", "'Resource':" + resource)));
            cases.add(accepted(with("'Resource':'execute-api:/*'", "'NotResource':" + resource)));
        }
        for (String resource : List.of("'/*'", "'**'", "'arn:aws:s3:::a'", "'execute-api:/a b'", "[]", "null")) {
            cases.add(refused(with("'Resource':'execute-api:/*'", "'Resource':" + resource), ""));
        }
        cases.add(refused(
                with(",'Resource':'execute-api:/*'", ""), "/Statement/0 must have either Resource or NotResource"));
    }

    private static void addConditions(List<ResourcePolicyCase> cases) {
        for (String condition : List.of(
                "{'IpAddress':{'aws:SourceIp':['203.0.113.0/24','2001:db8::/32']}}",
                "{'StringEquals':{'aws:PrincipalOrgID':'o-a1b2','aws:PrincipalTag/team':'shop'},'Bool':{'aws:SecureTransport':'true'}}",
                "{'ForAnyValue:StringNotLikeIfExists':{'aws:TagKeys':'a*'}}",
                "{'NumericLessThanEquals':{'aws:MultiFactorAuthAge':'60'},'Null':{'aws:SourceVpc':'true'}}",
                "{'DateGreaterThan':{'aws:CurrentTime':'2026-01-01T00:00:00Z'},'ArnNotLike':{'aws:PrincipalArn':'a'}}",
                "{'StringNotEqualsIgnoreCase':{'aws:UserAgent':['<>&','\\\\\\\"']}}")) {
            cases.add(accepted(with("{'Effect'", "{'Condition':" + condition + ",'Effect'")));
        }
        for (String condition : List.of(
                "{}",
                "[]",
                "'a'",
                "{'IpAdress':{'aws:SourceIp':'203.0.113.0/24'}}",
                "{'NullIfExists':{'aws:SourceVpc':'true'}}",
                "{'Ref':{'aws:SourceIp':'a'}}",
                "{'Fn::Sub':{'aws:SourceIp':'a'}}",
                "{'IpAddress':{}}",
                "{'IpAddress':'203.0.113.0/24'}",
                "{'IpAddress':{'SourceIp':'203.0.113.0/24'}}",
                "{'IpAddress':{'Fn::Sub':'a'}}",
                "{'IpAddress':{'aws:SourceIp':[]}}",
                "{'Bool':{'aws:SecureTransport':true}}",
                "{'NumericEquals':{'aws:MultiFactorAuthAge':1}}")) {
            cases.add(refused(with("{'Effect'", "{'Condition':" + condition + ",'Effect'"), "/Statement/0/Condition"));
        }
        cases.add(refused(
                with("{'Effect'", "{'Condition':{'Bool':{'aws:SecureTransport':true}},'Effect'"),
                "/Statement/0/Condition/Bool/aws:SecureTransport " + TEXTS + "\"true\""));
        cases.add(refused(
                with("{'Effect'", "{'Condition':{'IpAdress':{'aws:SourceIp':'a'}},'Effect'"),
                "/Statement/0/Condition must have only keys that are an operator of IAM, not \"IpAdress\""));
    }

    private static void addTexts(List<ResourcePolicyCase> cases) {
        for (String text : List.of("\u00e9", "a\\tb", "\\u0000", "\u007f", "\ud83d\ude00")) {
            cases.add(refused(
                    "{'Id':'" + text + "','Statement':[" + STATEMENT + "],'Version':'2012-10-17'}",
                    "/Id must be printable ASCII, not "));
        }
        for (String text : List.of("{{resolve:ssm:a}}", "\\u007b{resolve:ssm:a}}")) {
            cases.add(refused(
                    "{'Id':'" + text + "','Statement':[" + STATEMENT + "],'Version':'2012-10-17'}",
                    "(whole file) must not contain {{resolve:, because only CloudFormation would resolve it"));
        }
        for (int more : new int[] {0, 1}) {
            // The Id is the only part whose length differs. The quotes of the template have one character, as in JSON.
            String before = "{'Id':'";
            String sorted =
                    "{'Action':'execute-api:Invoke','Effect':'Deny','Principal':'*','Resource':'execute-api:/*'}";
            String after = "','Statement':[" + sorted + "],'Version':'2012-10-17'}";
            String json = before + "<"
                    + "x".repeat(ResourcePolicy.MAX_CHARS + more - before.length() - after.length() - 6) + after;
            cases.add(
                    more == 0
                            ? accepted(json)
                            : refused(json, "(whole file) must have at most 8192 characters without spaces, not 8193"));
        }
    }

    private static String policy(String statements) {
        return "{'Version':'2012-10-17','Statement':[" + statements + "]}";
    }

    private static String with(String part, String other) {
        return policy(STATEMENT.replace(part, other));
    }

    private static ResourcePolicyCase accepted(String json) {
        return new ResourcePolicyCase(json.replace('\'', '"'), null);
    }

    private static ResourcePolicyCase refused(String json, String fault) {
        return new ResourcePolicyCase(json.replace('\'', '"'), fault);
    }
}
