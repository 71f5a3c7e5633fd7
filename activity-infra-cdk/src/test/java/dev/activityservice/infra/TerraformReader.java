package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;

import dev.activityservice.infra.SystemModel.Section;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plan of the Terraform module and translates it into the names of CloudFormation. It rejects attributes that it does not read.
 */
final class TerraformReader {

    /** Attributes that are computed, or that repeat another attribute. */
    private static final Set<String> COMPUTED = Set.of("id", "arn", "tags_all", "url", "name_prefix");
    /** Stands for the digest of the body that the plan contains. */
    private static final String DIGEST = "the digest of the body";
    /** Attributes of an API that the mock provider fills with random texts. */
    private static final Set<String> MOCKED_API = Set.of(
            "api_key_source",
            "binary_media_types",
            "created_date",
            "execution_arn",
            "minimum_compression_size",
            "policy",
            "root_resource_id",
            "parameters",
            "put_rest_api_mode");

    private final List<Object> changes;
    private final Map<String, Map<String, Object>> rules = new HashMap<>();
    private final Map<String, Map<String, Object>> roles = new HashMap<>();
    private final SystemModel model = SystemModel.empty();
    private final Set<String> tags = new TreeSet<>();

    private final Map<String, Object> dependencies;

    private TerraformReader(List<Object> changes, Map<String, Object> dependencies) {
        this.changes = changes;
        this.dependencies = dependencies;
    }

    /** Reads a plan of {@code terraform test -json -verbose} that {@link #decoded} has decoded. */
    static SystemModel read(Map<String, Object> plan) {
        return new TerraformReader(list(plan.get("resource_changes")), map(plan.get("dependencies")))
                .model(map(plan.get("output_changes")));
    }

    /**
     * Returns only the parts of a plan that the reader reads. Attributes with JSON texts become trees.
     *
     * @param order what each resource of the module waits for, because a plan does not contain it
     */
    static Map<String, Object> decoded(Map<String, Object> plan, Map<String, Set<String>> order) {
        List<Object> changes = new ArrayList<>();
        String digest = digestOfBody(plan);
        for (Object item : list(plan.get("resource_changes"))) {
            Map<String, Object> change = map(item);
            if (text(change.get("mode")).equals("managed")) {
                if ("aws_api_gateway_deployment".equals(change.get("type"))) {
                    map(map(map(change.get("change")).get("after")).get("triggers"))
                            .replaceAll((name, value) -> value.equals(digest) ? DIGEST : value);
                }
                Map<String, Object> kept = new LinkedHashMap<>();
                kept.put("type", text(change.get("type")));
                kept.put("address", text(change.get("address")));
                kept.put(
                        "after",
                        decode(Objects.requireNonNull(map(change.get("change")).get("after"))));
                changes.add(kept);
            }
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        map(plan.get("output_changes")).forEach((name, change) -> {
            Object after = map(change).get("after");
            outputs.put(
                    name,
                    after == null ? (Boolean.TRUE.equals(map(change).get("after_unknown")) ? "unknown" : "") : after);
        });
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("resource_changes", changes);
        kept.put("output_changes", outputs);
        kept.put("dependencies", dependencies(order, changes));
        return kept;
    }

    /** Returns the digest of the API's body, which must be the trigger of a deployment. */
    private static String digestOfBody(Map<String, Object> plan) {
        return list(plan.get("resource_changes")).stream()
                .filter(change -> "aws_api_gateway_rest_api".equals(map(change).get("type")))
                .map(change ->
                        text(map(map(map(change).get("change")).get("after")).get("body")))
                .map(body -> Subscription.Digests.sha256(body.getBytes(StandardCharsets.UTF_8)))
                .findFirst()
                .orElse("no API");
    }

    /** Returns the queues and aliases that Terraform creates or changes before each kind of rule that exists. */
    private static Map<String, Object> dependencies(Map<String, Set<String>> order, List<Object> changes) {
        Map<String, Object> dependencies = new LinkedHashMap<>();
        for (String rule : List.of("own", "shared")) {
            String address = "aws_cloudwatch_event_rule." + rule;
            if (changes.stream()
                    .anyMatch(change -> text(map(change).get("address")).startsWith(address + "["))) {
                List<Object> after = new ArrayList<>(order.getOrDefault(address, Set.of()));
                after.removeIf(name -> !text(name).matches("(aws_sqs_queue|aws_lambda_alias)\\..*"));
                dependencies.put(address, after);
            }
        }
        return dependencies;
    }

    private static Object decode(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                if (value != null) {
                    copy.put((String) key, decode(value));
                }
            });
            return copy;
        }
        if (tree instanceof List<?> items) {
            List<Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(decode(Objects.requireNonNull(item))));
            return copy;
        }
        return tree instanceof String string && string.startsWith("{\"") ? Trees.copy(Trees.parse(string)) : tree;
    }

    private SystemModel model(Map<String, Object> outputs) {
        for (Object change : changes) {
            add(text(map(change).get("type")), new Attributes(map(change)));
        }
        rules.forEach((name, rule) -> model.add(Section.RULES, name, rule));
        roles.forEach((name, role) -> model.add(Section.ROLES, name, role));
        tags.forEach(tag -> model.add(Section.TAGS, tag, "on every resource that can have it"));
        outputs.forEach((name, value) -> {
            if (!value.equals("")) {
                model.add(
                        Section.OUTPUTS,
                        camel(name),
                        value.equals("unknown") ? queueUrl(name) : Trees.normalised(value));
            }
        });
        return model;
    }

    /** Returns a text for the URL of a queue, which a plan does not know. */
    private static String queueUrl(String output) {
        String queue = switch (output) {
            case "queue_url" -> "activity-queue";
            case "dead_letter_queue_url" -> "activity-dlq";
            case "rule_dead_letter_queue_url" -> "activity-rule-dlq";
            default -> throw new IllegalArgumentException("Unknown output: " + output);
        };
        return "the URL of " + queue;
    }

    private void add(String type, Attributes from) {
        Map<String, Object> to = new TreeMap<>();
        switch (type) {
            case "aws_cloudwatch_event_bus" -> {
                to.putAll(from.renamed(Map.of("name", "Name", "kms_key_identifier", "KmsKeyIdentifier")));
                if (from.hasBlock("dead_letter_config")) {
                    to.put("DeadLetterConfig", from.block("dead_letter_config").renamed(Map.of("arn", "Arn")));
                }
                model.add(Section.BUS, text(to.get("Name")), to);
            }
            case "aws_cloudwatch_event_rule" -> {
                to.putAll(from.renamed(Map.of(
                        "name", "Name",
                        "description", "Description",
                        "state", "State",
                        "event_bus_name", "EventBusName",
                        "event_pattern", "EventPattern")));
                to.put("After", after(from.address));
                rule(to.get("EventBusName"), to.get("Name")).putAll(to);
            }
            case "aws_cloudwatch_event_target" -> {
                to.putAll(from.renamed(Map.of("target_id", "Id", "arn", "Arn", "role_arn", "RoleArn")));
                to.put(
                        "DeadLetterConfig",
                        new TreeMap<>(
                                Map.of("Arn", from.block("dead_letter_config").take("arn"))));
                to.put(
                        "RetryPolicy",
                        from.block("retry_policy")
                                .renamed(Map.of(
                                        "maximum_event_age_in_seconds", "MaximumEventAgeInSeconds",
                                        "maximum_retry_attempts", "MaximumRetryAttempts")));
                Map<String, Object> rule = rule(from.take("event_bus_name"), from.take("rule"));
                rule.put("Targets", new ArrayList<>(List.of(to)));
            }
            case "aws_cloudwatch_event_archive" -> {
                to.putAll(from.renamed(Map.of(
                        "name", "ArchiveName",
                        "description", "Description",
                        "event_source_arn", "SourceArn",
                        "retention_days", "RetentionDays")));
                model.add(Section.ARCHIVE, text(to.get("ArchiveName")), to);
            }
            case "aws_sqs_queue" -> addQueue(from);
            case "aws_iam_role" -> {
                Map<String, Object> role = roles.computeIfAbsent(text(from.take("name")), name -> new TreeMap<>());
                role.put("Trust", Trees.statements(from.take("assume_role_policy")));
                from.ignore(
                        "force_detach_policies", "max_session_duration", "path"); // null, or the provider's defaults
            }
            case "aws_iam_role_policy" ->
                roles.computeIfAbsent(text(from.take("role")), name -> new TreeMap<>())
                        .put("Policy " + text(from.take("name")), Trees.statements(from.take("policy")));
            case "aws_dynamodb_table" -> addTable(from);
            case "aws_cloudwatch_log_group" -> {
                to.putAll(from.renamed(Map.of(
                        "name", "LogGroupName", "retention_in_days", "RetentionInDays", "kms_key_id", "KmsKeyId")));
                from.require("skip_destroy", "false");
                model.add(Section.LOG_GROUPS, text(to.get("LogGroupName")), to);
            }
            case "aws_lambda_function" -> addFunction(from);
            case "aws_lambda_alias" -> {
                to.putAll(from.renamed(Map.of("name", "Name", "function_name", "FunctionName")));
                to.put("FunctionVersion", "the version of " + to.get("FunctionName"));
                from.ignore("function_version"); // known after the function is published
                model.add(Section.ALIASES, text(to.get("FunctionName")) + ":" + text(to.get("Name")), to);
            }
            case "aws_lambda_event_source_mapping" -> {
                to.putAll(from.renamed(Map.of(
                        "event_source_arn", "EventSourceArn",
                        "function_name", "FunctionName",
                        "enabled", "Enabled",
                        "batch_size", "BatchSize",
                        "maximum_batching_window_in_seconds", "MaximumBatchingWindowInSeconds",
                        "function_response_types", "FunctionResponseTypes")));
                to.put(
                        "ScalingConfig",
                        from.block("scaling_config").renamed(Map.of("maximum_concurrency", "MaximumConcurrency")));
                model.add(Section.MAPPING, text(to.get("EventSourceArn")), to);
            }
            case "aws_lambda_permission" -> {
                to.putAll(
                        from.renamed(Map.of("action", "Action", "principal", "Principal", "source_arn", "SourceArn")));
                String function = text(from.take("function_name"));
                Object qualifier = from.takeOrNull("qualifier");
                to.put(
                        "FunctionName",
                        (function.startsWith("arn:")
                                        ? function
                                        : "arn:aws:lambda:" + CloudFormationReader.REGION + ":"
                                                + CloudFormationReader.ACCOUNT + ":function:" + function)
                                + (qualifier == null ? "" : ":" + qualifier));
                from.ignore("statement_id_prefix", "statement_id");
                model.add(Section.PERMISSIONS, text(to.get("SourceArn")), to);
            }
            case "aws_api_gateway_rest_api" -> {
                to.putAll(from.renamed(Map.of(
                        "name", "Name",
                        "description", "Description",
                        "disable_execute_api_endpoint", "DisableExecuteApiEndpoint",
                        "fail_on_warnings", "FailOnWarnings")));
                Attributes endpoint = from.block("endpoint_configuration");
                endpoint.ignore("vpc_endpoint_ids", "ip_address_type"); // mocked
                to.put("EndpointConfiguration", endpoint.renamed(Map.of("types", "Types")));
                OpenApi.add(model, map(from.take("body")));
                from.ignore(MOCKED_API.toArray(String[]::new));
                model.add(Section.API, text(to.get("Name")), to);
            }
            case "aws_api_gateway_deployment" -> {
                model.add(Section.API, "deployment", "of " + from.take("rest_api_id"));
                from.require("triggers", new TreeMap<>(Map.of("body", DIGEST)).toString());
                from.ignore("execution_arn", "invoke_url", "created_date");
            }
            case "aws_api_gateway_stage" -> {
                to.putAll(from.renamed(Map.of("rest_api_id", "RestApiId", "stage_name", "StageName")));
                Attributes log = from.block("access_log_settings");
                to.put(
                        "AccessLogSetting",
                        log.renamed(Map.of("destination_arn", "DestinationArn", "format", "Format")));
                map(stage(to)).putAll(to);
            }
            case "aws_api_gateway_method_settings" -> {
                from.require("rest_api_id", CloudFormationReader.API_ID);
                String[] path = text(from.take("method_path")).split("/", -1);
                Attributes settings = from.block("settings");
                Map<String, Object> method = settings.renamed(Map.of(
                        "throttling_rate_limit", "ThrottlingRateLimit",
                        "throttling_burst_limit", "ThrottlingBurstLimit",
                        "metrics_enabled", "MetricsEnabled",
                        "data_trace_enabled", "DataTraceEnabled"));
                // The mock provider computes these attributes, or they are false by default.
                settings.ignore(
                        "cache_data_encrypted",
                        "cache_ttl_in_seconds",
                        "caching_enabled",
                        "logging_level",
                        "require_authorization_for_cache_control",
                        "unauthorized_cache_control_header_strategy");
                method.put("ResourcePath", "/" + path[0]);
                method.put("HttpMethod", path[1]);
                to.put("StageName", from.take("stage_name"));
                map(stage(to)).put("MethodSettings", new ArrayList<>(List.of(method)));
            }
            case "aws_ssm_parameter" -> {
                to.putAll(from.renamed(Map.of("name", "Name", "type", "Type", "insecure_value", "Value")));
                from.ignore("value", "data_type", "tier", "version", "has_value_wo", "key_id"); // computed
                model.add(Section.SSM_PARAMETERS, text(to.get("Name")), to);
            }
            case "aws_cloudwatch_metric_alarm" -> {
                if (from.takeOrNull("dimensions") instanceof Map<?, ?> values) {
                    List<Object> dimensions = new ArrayList<>();
                    map(values)
                            .forEach((name, value) ->
                                    dimensions.add(new TreeMap<>(Map.of("Name", name, "Value", value))));
                    to.put("Dimensions", dimensions);
                }
                if (from.hasBlock("metric_query")) {
                    List<Object> queries = new ArrayList<>();
                    for (Object item : list(from.take("metric_query"))) {
                        Attributes query = new Attributes(from.address + ".metric_query", map(item));
                        queries.add(query.renamed(Map.of(
                                "id", "Id",
                                "expression", "Expression",
                                "period", "Period",
                                "return_data", "ReturnData")));
                        query.requireEmpty();
                    }
                    to.put("Metrics", queries);
                }
                for (Map.Entry<String, String> name : Map.of("alarm_actions", "AlarmActions", "ok_actions", "OKActions")
                        .entrySet()) {
                    Object actions = from.takeOrNull(name.getKey());
                    if (actions instanceof List<?> list && !list.isEmpty()) {
                        to.put(name.getValue(), actions);
                    }
                }
                to.putAll(from.renamed(Map.ofEntries(
                        Map.entry("alarm_name", "AlarmName"),
                        Map.entry("alarm_description", "AlarmDescription"),
                        Map.entry("namespace", "Namespace"),
                        Map.entry("metric_name", "MetricName"),
                        Map.entry("statistic", "Statistic"),
                        Map.entry("period", "Period"),
                        Map.entry("evaluation_periods", "EvaluationPeriods"),
                        Map.entry("datapoints_to_alarm", "DatapointsToAlarm"),
                        Map.entry("threshold", "Threshold"),
                        Map.entry("comparison_operator", "ComparisonOperator"),
                        Map.entry("treat_missing_data", "TreatMissingData"))));
                from.require("actions_enabled", "true");
                from.ignore("evaluate_low_sample_count_percentiles");
                model.add(Section.ALARMS, text(to.get("AlarmName")), to);
            }
            case "aws_cloudwatch_dashboard" ->
                model.add(Section.DASHBOARD, text(from.take("dashboard_name")), from.take("dashboard_body"));
            default -> throw new IllegalArgumentException("Unknown type: " + type);
        }
        from.requireEmpty();
    }

    /** Returns the rule of a name and a bus. Its resource and its target have their values in the plan in any order. */
    private Map<String, Object> rule(@Nullable Object bus, @Nullable Object name) {
        return rules.computeIfAbsent(text(bus) + "/" + text(name), key -> new TreeMap<>());
    }

    private List<Object> after(String address) {
        List<Object> after = new ArrayList<>();
        String resources = address.replaceFirst("\\[.*", "");
        for (Object item : list(dependencies.get(resources))) {
            String other = text(item);
            after.add(
                    switch (other) {
                        case "aws_lambda_alias.live" ->
                            "alias " + name("aws_lambda_function.function[\"Record\"]", "function_name") + ":live";
                        case "aws_sqs_queue.activity", "aws_sqs_queue.rule_dead_letter" ->
                            "policy of " + name(other, "name");
                        default -> throw new IllegalArgumentException("A rule must not depend on " + other);
                    });
        }
        return Trees.sorted(after);
    }

    private String name(String address, String attribute) {
        return changes.stream()
                .map(Trees::map)
                .filter(change -> address.equals(change.get("address")))
                .map(change -> text(map(change.get("after")).get(attribute)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot find the resource " + address));
    }

    private Object stage(Map<String, Object> properties) {
        return model.section(Section.API)
                .computeIfAbsent("stage " + text(properties.get("StageName")), name -> new TreeMap<String, Object>());
    }

    private void addQueue(Attributes from) {
        String name = text(from.take("name"));
        Map<String, Object> redrive =
                from.renamed(Map.of("redrive_policy", "RedrivePolicy", "redrive_allow_policy", "RedriveAllowPolicy"));
        model.add(Section.REDRIVE, name, redrive);
        model.add(Section.QUEUE_POLICIES, name, Trees.statements(from.take("policy")));
        Map<String, Object> queue = from.renamed(Map.of(
                "message_retention_seconds", "MessageRetentionPeriod",
                "visibility_timeout_seconds", "VisibilityTimeout",
                "kms_master_key_id", "KmsMasterKeyId",
                "sqs_managed_sse_enabled", "SqsManagedSseEnabled"));
        queue.put("QueueName", name);
        // The defaults of SQS. Some versions of the provider write them into a plan.
        from.require("delay_seconds", "0");
        from.require("receive_wait_time_seconds", "0");
        from.require("fifo_queue", "false");
        from.require("content_based_deduplication", "false");
        model.add(Section.QUEUES, name, queue);
    }

    private void addTable(Attributes from) {
        Map<String, Object> table = from.renamed(Map.of(
                "name",
                "TableName",
                "billing_mode",
                "BillingMode",
                "deletion_protection_enabled",
                "DeletionProtectionEnabled"));
        List<Object> attributes = new ArrayList<>();
        for (Object item : list(from.take("attribute"))) {
            attributes.add(new TreeMap<>(Map.of(
                    "AttributeName",
                    map(item).get("name"),
                    "AttributeType",
                    map(item).get("type"))));
        }
        table.put("AttributeDefinitions", attributes);
        table.put(
                "KeySchema",
                new ArrayList<>(List.of(
                        new TreeMap<>(Map.of("AttributeName", from.take("hash_key"), "KeyType", "HASH")),
                        new TreeMap<>(Map.of("AttributeName", from.take("range_key"), "KeyType", "RANGE")))));
        table.put(
                "TimeToLiveSpecification",
                from.block("ttl").renamed(Map.of("attribute_name", "AttributeName", "enabled", "Enabled")));
        Attributes recovery = from.block("point_in_time_recovery");
        recovery.ignore("recovery_period_in_days");
        table.put(
                "PointInTimeRecoverySpecification", recovery.renamed(Map.of("enabled", "PointInTimeRecoveryEnabled")));
        Attributes encryption = from.block("server_side_encryption");
        Map<String, Object> specification =
                encryption.renamed(Map.of("enabled", "SSEEnabled", "kms_key_arn", "KMSMasterKeyId"));
        if (specification.containsKey("KMSMasterKeyId")) {
            // The provider sends this type with each key.
            specification.put("SSEType", "KMS");
        }
        table.put("SSESpecification", specification);
        from.ignore("read_capacity", "write_capacity", "stream_arn", "stream_label", "stream_view_type");
        model.add(Section.TABLE, text(table.get("TableName")), table);
    }

    private void addFunction(Attributes from) {
        Map<String, Object> function = from.renamed(Map.of(
                "function_name", "FunctionName",
                "description", "Description",
                "runtime", "Runtime",
                "architectures", "Architectures",
                "handler", "Handler",
                "memory_size", "MemorySize",
                "timeout", "Timeout",
                "role", "Role",
                "kms_key_arn", "KmsKeyArn",
                "unified_tags", "UnifiedTags"));
        Object layers = from.takeOrNull("layers");
        if (layers instanceof List<?> list && !list.isEmpty()) {
            function.put("Layers", layers);
        }
        if (from.hasBlock("snap_start")) {
            Attributes snapStart = from.block("snap_start");
            snapStart.ignore("optimization_status");
            function.put("SnapStart", snapStart.renamed(Map.of("apply_on", "ApplyOn")));
        }
        function.put("Environment", from.block("environment").renamed(Map.of("variables", "Variables")));
        Object logging = from.takeOrNull("logging_config");
        if (logging instanceof List<?> list && !list.isEmpty()) {
            Map<String, Object> config = map(list.get(0));
            if (!"Text".equals(config.get("log_format")) || config.size() > 2) {
                throw new IllegalArgumentException("Unknown logging: " + config);
            }
            function.put("LoggingConfig", new TreeMap<>(Map.of("LogGroup", config.get("log_group"))));
        }
        from.require("publish", "true");
        from.require("package_type", "Zip");
        from.require("skip_destroy", "false");
        from.require("reserved_concurrent_executions", "-1");
        from.ignore("filename", "source_code_hash", "code_sha256");
        model.add(Section.FUNCTIONS, text(function.get("FunctionName")), function);
    }

    private static String camel(String snake) {
        StringBuilder camel = new StringBuilder();
        for (String word : snake.split("_", -1)) {
            camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return camel.toString();
    }

    /** The attributes of a resource. Each attribute is read once. */
    private final class Attributes {

        private final String address;
        private final Map<String, Object> rest;

        Attributes(Map<String, Object> change) {
            this(text(change.get("address")), map(change.get("after")));
            Object given = rest.remove("tags");
            if (given != null) {
                Map<String, String> ofResource = new TreeMap<>();
                map(given).forEach((key, value) -> ofResource.put(key, text(value)));
                if (address.startsWith("aws_lambda_function.")) {
                    rest.put("unified_tags", SystemModel.unifiedTags(ofResource));
                }
                tags.add(ofResource.toString());
            }
            COMPUTED.stream()
                    .filter(name -> !name.equals("arn") || !address.contains("event_target"))
                    .forEach(rest::remove);
        }

        private Attributes(String address, Map<String, Object> attributes) {
            this.address = address;
            rest = map(Trees.normalised(attributes));
            rest.values().removeIf(value -> value instanceof List<?> list && list.isEmpty());
            rest.values().removeIf(value -> value instanceof Map<?, ?> map && map.isEmpty());
        }

        /** Returns whether a block is present. If it is not, removes its empty list. */
        boolean hasBlock(String name) {
            Object blocks = rest.get(name);
            boolean present = blocks instanceof List<?> list && !list.isEmpty();
            if (!present) {
                rest.remove(name);
            }
            return present;
        }

        Object take(String name) {
            return Objects.requireNonNull(takeOrNull(name), () -> "Cannot find the attribute " + address + "." + name);
        }

        @Nullable
        Object takeOrNull(String name) {
            return rest.remove(name);
        }

        Map<String, Object> renamed(Map<String, String> names) {
            Map<String, Object> taken = new TreeMap<>();
            names.forEach((from, to) -> {
                Object value = takeOrNull(from);
                if (value != null) {
                    taken.put(to, value);
                }
            });
            return taken;
        }

        Attributes block(String name) {
            return new Attributes(address + "." + name, map(list(take(name)).get(0)));
        }

        /** Checks that an attribute without a counterpart in CloudFormation has the only allowed value, or is missing. */
        void require(String name, String only) {
            Object value = takeOrNull(name);
            if (value != null && !value.toString().equals(only)) {
                throw new IllegalArgumentException(
                        "The attribute " + address + "." + name + " must be " + only + ", not " + value);
            }
        }

        void ignore(String... names) {
            for (String name : names) {
                rest.remove(name);
            }
        }

        void requireEmpty() {
            if (!rest.isEmpty()) {
                throw new IllegalArgumentException("Unknown attributes of " + address + ": " + rest);
            }
        }
    }
}
