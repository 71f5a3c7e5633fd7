package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Expands the part of SAM that the template uses into plain CloudFormation, as AWS documents it
 * (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html).
 * It rejects unknown resource types and properties.
 */
final class SamExpander {

    private static final List<String> TRANSFORMS = List.of("AWS::LanguageExtensions", "AWS::Serverless-2016-10-31");
    private static final Set<String> PLAIN = Set.of(
            "FunctionName",
            "Description",
            "Runtime",
            "Architectures",
            "Handler",
            "MemorySize",
            "Timeout",
            "Role",
            "SnapStart",
            "LoggingConfig",
            "KmsKeyArn",
            "Layers",
            "Environment");

    private final Map<String, Object> resources = new LinkedHashMap<>();

    private SamExpander() {}

    /** Reads the YAML of a template. Short forms of intrinsic functions become long forms, and YAML aliases become copies. */
    static Map<String, Object> parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return map(Trees.copy(new Yaml(new Intrinsics(options)).load(yaml)));
    }

    /** Returns the expanded template. Does not change the given template. */
    static Map<String, Object> expand(Map<String, Object> template) {
        Map<String, Object> expanded = map(Trees.copy(template));
        Object transforms = expanded.remove("Transform");
        if (!TRANSFORMS.equals(transforms)) {
            throw new IllegalArgumentException("Unknown transforms: " + transforms);
        }
        SamExpander expander = new SamExpander();
        map(expanded.get("Resources")).forEach((id, resource) -> expander.add(id, map(resource)));
        expanded.put("Resources", expander.resources);
        return map(aliases(expanded));
    }

    private void add(String id, Map<String, Object> resource) {
        String type = text(resource.get("Type"));
        switch (type) {
            case "AWS::Serverless::Function" -> addFunction(id, map(resource.get("Properties")));
            case "AWS::Serverless::Api" -> addApi(id, map(resource.get("Properties")));
            default -> {
                if (type.startsWith("AWS::Serverless::")) {
                    throw new IllegalArgumentException("Unknown type of " + id + ": " + type);
                }
                resources.put(id, resource);
            }
        }
    }

    private void addFunction(String id, Map<String, Object> properties) {
        Map<String, Object> function = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            if (PLAIN.contains(name)) {
                function.put(name, value);
            }
        });
        properties.keySet().removeAll(PLAIN);
        Object tags = properties.remove("Tags");
        if (tags != null) {
            List<Object> list = new ArrayList<>();
            map(tags).forEach((key, value) -> list.add(new LinkedHashMap<>(Map.of("Key", key, "Value", value))));
            function.put("Tags", list);
        }
        function.put("Code", Map.of("S3Bucket", "uploaded", "S3Key", text(properties.remove("CodeUri"))));
        resources.put(id, resource("AWS::Lambda::Function", function));
        String alias = text(properties.remove("AutoPublishAlias"));
        if (!"true".equals(text(properties.remove("AutoPublishAliasAllProperties")))) {
            throw new IllegalArgumentException("AutoPublishAliasAllProperties of " + id
                    + " must be true, so that changed settings publish a version");
        }
        String version = id + "Version";
        Map<String, Object> published =
                resource("AWS::Lambda::Version", new LinkedHashMap<>(Map.of("FunctionName", ref(id))));
        published.put("DeletionPolicy", "Retain");
        resources.put(version, published);
        resources.put(
                id + "Alias" + alias,
                resource(
                        "AWS::Lambda::Alias",
                        new LinkedHashMap<>(Map.of(
                                "Name", alias,
                                "FunctionName", ref(id),
                                "FunctionVersion", Map.of("Fn::GetAtt", List.of(version, "Version"))))));
        Object events = properties.remove("Events");
        if (events != null) {
            map(events).forEach((name, event) -> addEvent(id + name, id + "Alias" + alias, map(event)));
        }
        requireEmpty(id, properties);
    }

    private void addEvent(String id, String alias, Map<String, Object> event) {
        if (!"SQS".equals(event.get("Type"))) {
            throw new IllegalArgumentException("Unknown type of event: " + event.get("Type"));
        }
        Map<String, Object> properties = map(event.get("Properties"));
        Map<String, Object> mapping = new LinkedHashMap<>();
        mapping.put("FunctionName", ref(alias));
        mapping.put("EventSourceArn", Objects.requireNonNull(properties.remove("Queue")));
        for (String name : List.of(
                "Enabled", "BatchSize", "MaximumBatchingWindowInSeconds", "FunctionResponseTypes", "ScalingConfig")) {
            Object value = properties.remove(name);
            if (value != null) {
                mapping.put(name, value);
            }
        }
        requireEmpty(id, properties);
        resources.put(id, resource("AWS::Lambda::EventSourceMapping", mapping));
    }

    private void addApi(String id, Map<String, Object> properties) {
        Map<String, Object> api = new LinkedHashMap<>();
        for (String name : List.of("Name", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings")) {
            api.put(name, Objects.requireNonNull(properties.remove(name), name));
        }
        Object endpoint = Objects.requireNonNull(
                map(properties.remove("EndpointConfiguration")).get("Type"));
        api.put("EndpointConfiguration", new LinkedHashMap<>(Map.of("Types", new ArrayList<>(List.of(endpoint)))));
        api.put("Body", Objects.requireNonNull(properties.remove("DefinitionBody")));
        if (!"3.0.1".equals(properties.remove("OpenApiVersion"))) {
            throw new IllegalArgumentException(
                    "OpenApiVersion must be 3.0.1, because SAM otherwise creates a second stage");
        }
        resources.put(id, resource("AWS::ApiGateway::RestApi", api));
        resources.put(
                id + "Deployment",
                resource("AWS::ApiGateway::Deployment", new LinkedHashMap<>(Map.of("RestApiId", ref(id)))));
        Map<String, Object> stage = new LinkedHashMap<>();
        stage.put("RestApiId", ref(id));
        stage.put("DeploymentId", ref(id + "Deployment"));
        for (String name : List.of("StageName", "AccessLogSetting", "MethodSettings")) {
            stage.put(name, Objects.requireNonNull(properties.remove(name), name));
        }
        resources.put(id + "Stage", resource("AWS::ApiGateway::Stage", stage));
        requireEmpty(id, properties);
    }

    /** Replaces the references to aliases that only SAM knows. */
    private static Object aliases(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put((String) key, aliases(Objects.requireNonNull(value, key.toString()))));
            return copy;
        }
        if (tree instanceof List<?> items) {
            List<Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(aliases(Objects.requireNonNull(item))));
            return copy;
        }
        return tree instanceof String string ? string.replace("FindFunction.Alias", "FindFunctionAliaslive") : tree;
    }

    private static Map<String, Object> resource(String type, Map<String, Object> properties) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("Type", type);
        resource.put("Properties", properties);
        return resource;
    }

    private static Object ref(String id) {
        return new LinkedHashMap<>(Map.of("Ref", id));
    }

    private static void requireEmpty(String id, Map<String, Object> rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("Unknown properties of " + id + ": " + rest.keySet());
        }
    }

    /** Reads {@code !Ref x} as {@code {Ref: x}}, {@code !Sub x} as {@code {Fn::Sub: x}}, and so on. */
    private static final class Intrinsics extends SafeConstructor {

        Intrinsics(LoaderOptions options) {
            super(options);
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(@Nullable Node node) {
                    Node given = Objects.requireNonNull(node);
                    String name = given.getTag().getValue().substring(1);
                    String key = name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name;
                    Object value;
                    if (given instanceof ScalarNode scalar) {
                        value = constructScalar(scalar);
                    } else if (given instanceof SequenceNode sequence) {
                        value = constructSequence(sequence);
                    } else {
                        value = constructMapping((MappingNode) given);
                    }
                    return new LinkedHashMap<>(Map.of(key, value));
                }
            });
        }
    }
}
