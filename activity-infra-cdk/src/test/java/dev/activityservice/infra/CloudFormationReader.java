package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;

import dev.activityservice.infra.SystemModel.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CloudFormation template with given parameters, like a deployment to one account and region. It evaluates conditions and
 * intrinsic functions, and replaces references by names and ARNs. It rejects unknown resource types, functions and references.
 */
final class CloudFormationReader {

    static final String ACCOUNT = "123456789012";
    static final String REGION = "eu-west-1";
    static final String API_ID = "api0000000";
    static final String SHARED_BUS = "the-shared-bus";

    private static final Object NO_VALUE = new Object();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)\\}");
    private static final Pattern SSM = Pattern.compile("\\{\\{resolve:ssm:/([a-z0-9-]+)/shared/event-bus-name\\}\\}");

    private final Map<String, Object> template;
    private final Map<String, Object> resources;
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    private CloudFormationReader(Map<String, Object> template, Map<String, ?> given) {
        this.template = template;
        this.resources = map(template.get("Resources"));
        parameters.put("AWS::Region", REGION);
        parameters.put("AWS::AccountId", ACCOUNT);
        parameters.put("AWS::Partition", "aws");
        parameters.put("AWS::StackName", "the-stack");
        parameters.put("AWS::URLSuffix", "amazonaws.com");
        parameters.put("AWS::NoValue", NO_VALUE);
        Map<String, Object> declared = map(template.getOrDefault("Parameters", Map.of()));
        for (String name : given.keySet()) {
            if (!declared.containsKey(name)) {
                throw new IllegalArgumentException("Unknown parameter: " + name);
            }
        }
        declared.forEach((name, declaration) -> {
            Object value =
                    given.containsKey(name) ? given.get(name) : map(declaration).get("Default");
            if (value != null) {
                parameters.put(
                        name,
                        "CommaDelimitedList".equals(map(declaration).get("Type"))
                                ? (value.toString().isEmpty()
                                        ? List.of("")
                                        : List.of(value.toString().split(",")))
                                : value);
            }
        });
    }

    static SystemModel read(Map<String, Object> template, Map<String, ?> parameters) {
        return new CloudFormationReader(template, parameters).model();
    }

    /**
     * Returns the template with the given parameters as defaults and without conditions. The validator needs this form, because it also
     * checks branches that a deployment with these parameters does not use.
     */
    static Map<String, Object> withoutConditions(Map<String, Object> template, Map<String, ?> given) {
        CloudFormationReader reader = new CloudFormationReader(template, given);
        Map<String, Object> result = map(reader.withoutIfs(template));
        map(result.get("Parameters")).forEach((name, parameter) -> {
            if (given.containsKey(name)) {
                map(parameter).put("Default", given.get(name));
            }
        });
        for (String part : List.of("Resources", "Outputs")) {
            map(result.get(part)).values().removeIf(value -> {
                Object condition = map(value).remove("Condition");
                return condition != null && !reader.condition(text(condition));
            });
        }
        return result;
    }

    /** Returns the descriptions of the assertions in {@code Rules} that the parameters break. */
    static List<String> brokenRules(Map<String, Object> template, Map<String, ?> parameters) {
        CloudFormationReader reader = new CloudFormationReader(template, parameters);
        List<String> broken = new ArrayList<>();
        map(template.get("Rules")).values().forEach(rule -> {
            Object condition = map(rule).get("RuleCondition");
            if (condition == null || (boolean) reader.evaluate(condition)) {
                for (Object assertion : list(map(rule).get("Assertions"))) {
                    if (!(boolean) reader.evaluate(
                            Objects.requireNonNull(map(assertion).get("Assert")))) {
                        broken.add(text(map(assertion).get("AssertDescription")));
                    }
                }
            }
        });
        return broken;
    }

    private Object withoutIfs(Object tree) {
        if (tree instanceof List<?> list) {
            List<Object> kept = new ArrayList<>();
            list.forEach(item -> {
                Object value = withoutIfs(Objects.requireNonNull(item));
                if (!value.equals(Map.of("Ref", "AWS::NoValue"))) {
                    kept.add(value);
                }
            });
            return kept;
        }
        if (!(tree instanceof Map<?, ?>)) {
            return tree;
        }
        Map<String, Object> map = map(tree);
        if (map.size() == 1 && map.containsKey("Fn::If")) {
            List<Object> argument = list(map.get("Fn::If"));
            return withoutIfs(argument.get(condition(text(argument.get(0))) ? 1 : 2));
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        map.forEach((key, item) -> {
            Object value = withoutIfs(Objects.requireNonNull(item, key));
            if (!value.equals(Map.of("Ref", "AWS::NoValue"))) {
                kept.put(key, value);
            }
        });
        return kept;
    }

    private SystemModel model() {
        SystemModel model = SystemModel.empty();
        Set<String> tags = new TreeSet<>();
        resources.forEach((id, resource) -> {
            Object condition = map(resource).get("Condition");
            if (condition == null || condition(text(condition))) {
                add(model, id, map(resource), tags);
            }
        });
        tags.forEach(tag -> model.add(Section.TAGS, tag, "on every resource that can have it"));
        map(template.getOrDefault("Outputs", Map.of())).forEach((name, output) -> {
            Object condition = map(output).get("Condition");
            if (condition == null || condition(text(condition))) {
                model.add(Section.OUTPUTS, name, evaluated(map(output).get("Value")));
                Object export = map(output).get("Export");
                if (export != null) {
                    model.add(Section.EXPORTS, name, evaluated(map(export).get("Name")));
                }
            }
        });
        return model;
    }

    private void add(SystemModel model, String id, Map<String, Object> resource, Set<String> tags) {
        String type = text(resource.get("Type"));
        Map<String, Object> properties = properties(id);
        Object tagList = properties.remove("Tags");
        if (tagList != null) {
            Map<String, String> ofResource = tags(tagList);
            if (type.equals("AWS::Lambda::Function")) {
                properties.put("UnifiedTags", SystemModel.unifiedTags(ofResource));
            }
            if (!ofResource.isEmpty()) {
                tags.add(ofResource.toString());
            }
        }
        switch (type) {
            case "AWS::Events::EventBus" -> model.add(Section.BUS, text(properties.get("Name")), properties);
            case "AWS::Events::Rule" -> {
                properties.put("After", after(resource));
                model.add(Section.RULES, properties.get("EventBusName") + "/" + properties.get("Name"), properties);
            }
            case "AWS::Events::Archive" -> model.add(Section.ARCHIVE, text(properties.get("ArchiveName")), properties);
            case "AWS::SQS::Queue" -> {
                String name = text(properties.get("QueueName"));
                Map<String, Object> redrive = new TreeMap<>();
                for (String key : List.of("RedrivePolicy", "RedriveAllowPolicy")) {
                    Object policy = properties.remove(key);
                    if (policy != null) {
                        redrive.put(key, policy);
                    }
                }
                model.add(Section.QUEUES, name, properties);
                model.add(Section.REDRIVE, name, redrive);
                model.add(Section.DELETION, name, deletion(resource));
            }
            case "AWS::SQS::QueuePolicy" -> {
                String url = text(list(properties.remove("Queues")).get(0));
                List<Object> statements = Trees.statements(Objects.requireNonNull(properties.remove("PolicyDocument")));
                model.add(Section.QUEUE_POLICIES, url.substring(url.lastIndexOf('/') + 1), statements);
                requireEmpty(id, properties);
            }
            case "AWS::IAM::Role" -> {
                Map<String, Object> role = new TreeMap<>();
                role.put(
                        "Trust",
                        Trees.statements(Objects.requireNonNull(properties.remove("AssumeRolePolicyDocument"))));
                for (Object policy : list(properties.remove("Policies"))) {
                    role.put(
                            "Policy " + text(map(policy).get("PolicyName")),
                            Trees.statements(Objects.requireNonNull(map(policy).get("PolicyDocument"))));
                }
                model.add(Section.ROLES, text(properties.remove("RoleName")), role);
                requireEmpty(id, properties);
            }
            case "AWS::DynamoDB::Table" -> {
                String name = text(properties.get("TableName"));
                model.add(Section.TABLE, name, properties);
                model.add(Section.DELETION, name, deletion(resource));
            }
            case "AWS::Logs::LogGroup" -> {
                String name = text(properties.get("LogGroupName"));
                model.add(Section.LOG_GROUPS, name, properties);
                model.add(Section.DELETION, name, deletion(resource));
            }
            case "AWS::Lambda::Function" -> {
                properties.remove("Code");
                model.add(Section.FUNCTIONS, text(properties.get("FunctionName")), properties);
            }
            case "AWS::Lambda::Version" ->
                model.add(
                        Section.DELETION,
                        "version of " + text(properties.get("FunctionName")),
                        text(resource.get("DeletionPolicy")));
            case "AWS::Lambda::Alias" ->
                model.add(
                        Section.ALIASES,
                        text(properties.get("FunctionName")) + ":" + text(properties.get("Name")),
                        properties);
            case "AWS::Lambda::EventSourceMapping" ->
                model.add(Section.MAPPING, text(properties.get("EventSourceArn")), properties);
            case "AWS::Lambda::Permission" ->
                model.add(Section.PERMISSIONS, text(properties.get("SourceArn")), properties);
            case "AWS::ApiGateway::RestApi" -> addApi(model, properties);
            case "AWS::ApiGateway::Stage" -> addStage(model, properties);
            case "AWS::ApiGateway::Deployment" ->
                model.add(Section.API, "deployment", "of " + text(properties.get("RestApiId")));
            case "AWS::CloudWatch::Alarm" ->
                model.add(Section.ALARMS, text(properties.get("AlarmName")), alarm(properties));
            case "AWS::CloudWatch::Dashboard" ->
                model.add(
                        Section.DASHBOARD,
                        text(properties.get("DashboardName")),
                        Trees.normalised(Trees.parse(text(properties.get("DashboardBody")))));
            case "AWS::SSM::Parameter" -> model.add(Section.SSM_PARAMETERS, text(properties.get("Name")), properties);
            default -> throw new IllegalArgumentException("Unknown type of " + id + ": " + type);
        }
    }

    /** Returns what CloudFormation creates or changes before a resource, without other rules. */
    private List<Object> after(Map<String, Object> resource) {
        List<Object> after = new ArrayList<>();
        for (Object item : list(resource.getOrDefault("DependsOn", List.of()))) {
            String id = text(item);
            switch (type(id)) {
                case "AWS::SQS::QueuePolicy" -> {
                    String url = text(list(properties(id).get("Queues")).get(0));
                    after.add("policy of " + url.substring(url.lastIndexOf('/') + 1));
                }
                case "AWS::Lambda::Alias" ->
                    after.add("alias " + property(id, "FunctionName") + ":" + property(id, "Name"));
                case "AWS::Events::Rule" -> {
                    // Terraform cannot order the instances of a resource. RulesTest checks these dependencies.
                }
                default -> throw new IllegalArgumentException("A rule must not depend on " + id);
            }
        }
        return Trees.sorted(after);
    }

    private static void addApi(SystemModel model, Map<String, Object> properties) {
        Map<String, Object> body = map(properties.remove("Body"));
        properties.remove("Parameters"); // says again what EndpointConfiguration says
        model.add(Section.API, text(properties.get("Name")), properties);
        OpenApi.add(model, body);
    }

    private static void addStage(SystemModel model, Map<String, Object> properties) {
        properties.remove("DeploymentId");
        Map<String, Object> log = map(properties.get("AccessLogSetting"));
        // API Gateway accepts the ARN of a log group with and without the suffix for its streams.
        log.put("DestinationArn", text(log.get("DestinationArn")).replaceFirst(":\\*$", ""));
        log.put("Format", Trees.normalised(Trees.parse(text(log.get("Format")))));
        model.add(Section.API, "stage " + text(properties.get("StageName")), properties);
    }

    private static Map<String, Object> alarm(Map<String, Object> properties) {
        for (String key : List.of("AlarmActions", "OKActions")) {
            if (properties.get(key) instanceof List<?> actions && actions.isEmpty()) {
                properties.remove(key);
            }
        }
        return properties;
    }

    private Object deletion(Map<String, Object> resource) {
        return evaluated(resource.getOrDefault("DeletionPolicy", "Delete")) + ", replaced: "
                + evaluated(resource.getOrDefault("UpdateReplacePolicy", "Delete"));
    }

    private static Map<String, String> tags(Object tags) {
        Map<String, String> sorted = new TreeMap<>();
        if (tags instanceof List<?> list) {
            list.forEach(tag -> sorted.put(text(map(tag).get("Key")), text(map(tag).get("Value"))));
        } else {
            map(tags).forEach((key, value) -> sorted.put(key, text(value)));
        }
        return sorted;
    }

    private static void requireEmpty(String id, Map<String, Object> rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("Unknown properties of " + id + ": " + rest.keySet());
        }
    }

    /** Returns a copy of the evaluated properties of a resource. */
    private Map<String, Object> properties(String id) {
        Object properties = evaluate(map(resources.get(id)).getOrDefault("Properties", Map.of()));
        return map(Trees.normalised(Objects.requireNonNull(properties)));
    }

    private Object evaluated(@Nullable Object tree) {
        return Trees.normalised(Objects.requireNonNull(evaluate(Objects.requireNonNull(tree))));
    }

    private boolean condition(String name) {
        Object condition = map(template.get("Conditions")).get(name);
        return Boolean.parseBoolean(String.valueOf(evaluate(Objects.requireNonNull(condition, name))));
    }

    @SuppressWarnings("StatementSwitchToExpressionSwitch") // two cases continue below the switch
    private Object evaluate(Object tree) {
        if (tree instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(item -> {
                Object value = evaluate(Objects.requireNonNull(item));
                if (value != NO_VALUE) {
                    values.add(value);
                }
            });
            return values;
        }
        if (!(tree instanceof Map<?, ?>)) {
            return tree instanceof String string ? dynamic(string) : tree;
        }
        Map<String, Object> map = map(tree);
        if (map.size() == 1) {
            String key = map.keySet().iterator().next();
            Object argument = Objects.requireNonNull(map.get(key));
            switch (key) {
                case "Ref":
                    return ref(text(argument));
                case "Condition":
                    if (argument instanceof String name) {
                        return condition(name);
                    }
                    break;
                case "Fn::GetAtt":
                    return argument instanceof String joined
                            ? attribute(
                                    joined.substring(0, joined.indexOf('.')), joined.substring(joined.indexOf('.') + 1))
                            : attribute(
                                    text(list(argument).get(0)),
                                    text(list(argument).get(1)));
                case "Fn::Sub":
                    return argument instanceof String pattern
                            ? substitute(pattern, Map.of())
                            : substitute(
                                    text(list(argument).get(0)),
                                    map(list(argument).get(1)));
                case "Fn::Join":
                    List<String> parts = new ArrayList<>();
                    list(evaluate(list(argument).get(1))).forEach(part -> parts.add(text(part)));
                    return dynamic(String.join(text(list(argument).get(0)), parts));
                case "Fn::If":
                    return evaluate(
                            list(argument).get(condition(text(list(argument).get(0))) ? 1 : 2));
                case "Fn::Equals":
                    return Trees.normalised(evaluate(list(argument).get(0)))
                            .equals(Trees.normalised(evaluate(list(argument).get(1))));
                case "Fn::Not":
                    return !(boolean) evaluate(list(argument).get(0));
                case "Fn::Or":
                    return list(argument).stream().anyMatch(item -> (boolean) evaluate(item));
                case "Fn::And":
                    return list(argument).stream().allMatch(item -> (boolean) evaluate(item));
                case "Fn::Split":
                    return List.of(text(evaluate(list(argument).get(1)))
                            .split(Pattern.quote(text(list(argument).get(0))), -1));
                case "Fn::Select":
                    return list(evaluate(list(argument).get(1)))
                            .get(Integer.parseInt(text(list(argument).get(0))));
                case "Fn::Contains":
                    return list(list(argument).get(0))
                            .contains(evaluate(list(argument).get(1)));
                case "Fn::FindInMap":
                    Object found = template.get("Mappings");
                    for (Object level : list(argument)) {
                        found = map(found).get(text(evaluate(level)));
                    }
                    return Objects.requireNonNull(found, () -> "Cannot find the mapping entry: " + argument);
                default:
                    if (key.startsWith("Fn::")) {
                        throw new IllegalArgumentException("Unknown function: " + key);
                    }
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Object evaluated = evaluate(Objects.requireNonNull(value, key));
            if (evaluated != NO_VALUE) {
                values.put(key, evaluated);
            }
        });
        return values;
    }

    /** Returns the text with the name of the shared bus instead of the reference to its SSM parameter. */
    private String dynamic(String text) {
        Matcher matcher = SSM.matcher(text);
        return matcher.find() ? matcher.replaceAll(SHARED_BUS + "-$1") : text;
    }

    private String substitute(String pattern, Map<String, Object> variables) {
        Matcher matcher = VARIABLE.matcher(pattern);
        return dynamic(matcher.replaceAll(match -> {
            String name = match.group(1);
            Object value;
            if (variables.containsKey(name)) {
                value = evaluate(Objects.requireNonNull(variables.get(name)));
            } else if (name.contains(".")) {
                value = attribute(name.substring(0, name.indexOf('.')), name.substring(name.indexOf('.') + 1));
            } else {
                value = ref(name);
            }
            return Matcher.quoteReplacement(text(Trees.normalised(value)));
        }));
    }

    private Object ref(String name) {
        if (parameters.containsKey(name)) {
            return Objects.requireNonNull(parameters.get(name));
        }
        String type = type(name);
        return switch (type) {
            case "AWS::SQS::Queue" ->
                "https://sqs." + REGION + ".amazonaws.com/" + ACCOUNT + "/" + property(name, "QueueName");
            case "AWS::DynamoDB::Table" -> property(name, "TableName");
            case "AWS::Events::EventBus" -> property(name, "Name");
            case "AWS::Logs::LogGroup" -> property(name, "LogGroupName");
            case "AWS::Lambda::Function" -> property(name, "FunctionName");
            case "AWS::Lambda::Alias" ->
                arn("lambda", "function:" + property(name, "FunctionName") + ":" + property(name, "Name"));
            case "AWS::ApiGateway::RestApi" -> API_ID;
            case "AWS::ApiGateway::Stage" -> property(name, "StageName");
            case "AWS::ApiGateway::Deployment" -> name;
            default -> throw new IllegalArgumentException("Unknown type of the resource " + name + ": " + type);
        };
    }

    private Object attribute(String name, String attribute) {
        String type = type(name);
        return switch (type + "." + attribute) {
            case "AWS::SQS::Queue.Arn" -> arn("sqs", property(name, "QueueName"));
            case "AWS::SQS::Queue.QueueName" -> property(name, "QueueName");
            case "AWS::DynamoDB::Table.Arn" -> arn("dynamodb", "table/" + property(name, "TableName"));
            case "AWS::Events::EventBus.Arn" -> arn("events", "event-bus/" + property(name, "Name"));
            case "AWS::Events::EventBus.Name" -> property(name, "Name");
            case "AWS::Events::Rule.Arn" ->
                arn("events", "rule/" + property(name, "EventBusName") + "/" + property(name, "Name"));
            case "AWS::IAM::Role.Arn" -> "arn:aws:iam::" + ACCOUNT + ":role/" + property(name, "RoleName");
            case "AWS::Logs::LogGroup.Arn" -> arn("logs", "log-group:" + property(name, "LogGroupName") + ":*");
            case "AWS::Lambda::Version.Version" -> "the version of " + property(name, "FunctionName");
            default ->
                throw new IllegalArgumentException("Unknown attribute of " + name + ": " + type + "." + attribute);
        };
    }

    private String property(String id, String name) {
        Object value = map(map(resources.get(id)).get("Properties")).get(name);
        return text(evaluate(Objects.requireNonNull(value, () -> "Cannot find the property " + name + " of " + id)));
    }

    private String type(String id) {
        Object resource = resources.get(id);
        if (resource == null) {
            throw new IllegalArgumentException("Unknown reference: " + id);
        }
        return text(map(resource).get("Type"));
    }

    private static String arn(String service, String name) {
        return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + name;
    }
}
