package dev.activityservice.infra;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the tables, buses, archives and queues that a deployment would delete or replace. Their data would be lost, and a bus or queue that
 * is replaced loses the events that are published meanwhile. Reads a plan of Terraform, as {@code terraform show -json} prints it, or a change
 * set of CloudFormation, as {@code aws cloudformation describe-change-set} prints it.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/internals/json-format">Terraform: JSON output format</a>
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html">CloudFormation: ResourceChange</a>
 */
final class PlanCheck {

    /** The types of resources that keep data, in Terraform and in CloudFormation. */
    private static final Set<String> TYPES = Set.of(
            "aws_dynamodb_table",
            "aws_cloudwatch_event_bus",
            "aws_cloudwatch_event_archive",
            "aws_sqs_queue",
            "AWS::DynamoDB::Table",
            "AWS::DynamoDB::GlobalTable",
            "AWS::Events::EventBus",
            "AWS::Events::Archive",
            "AWS::SQS::Queue");

    /** A plan has no status. A change set without changes has failed. */
    private static final Set<String> FINAL = new LinkedHashSet<>(List.of("", "CREATE_COMPLETE", "FAILED"));

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final List<Finding> findings = new ArrayList<>();
    private boolean isPlan;
    private boolean hasErrors;
    private boolean hasMore;
    private String status = "";

    private PlanCheck(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * A resource that would be deleted or replaced.
     *
     * @param resource the address in Terraform, or the logical and the physical id in CloudFormation
     * @param change what would happen to it, as the end of a sentence that begins with the resource
     */
    record Finding(String resource, String type, String change) {

        /** Returns one line without characters that a terminal obeys. */
        String line() {
            return Quoted.escape(resource) + " (" + type + ") " + change;
        }
    }

    /**
     * Returns the findings, in the order of the text.
     *
     * @throws IllegalArgumentException if the text is neither a plan nor a change set, or if one of them is incomplete
     */
    static List<Finding> findings(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            PlanCheck check = new PlanCheck(parser);
            check.document();
            if (!check.isPlan) {
                throw new IllegalArgumentException(
                        "Expected the JSON of \"terraform show -json\" or of \"aws cloudformation describe-change-set\","
                                + " which have \"resource_changes\" or \"Changes\"");
            }
            if (check.hasErrors) {
                throw new IllegalArgumentException("The plan of Terraform is incomplete, because planning failed");
            }
            if (check.hasMore) {
                throw new IllegalArgumentException(
                        "The change set is incomplete, because it has a \"NextToken\": describe it without --no-paginate");
            }
            if (!FINAL.contains(check.status)) {
                throw new IllegalArgumentException(
                        "Expected a change set whose \"Status\" is one of " + FINAL + ", not " + Quoted.of(check.status)
                                + ": run \"aws cloudformation wait change-set-create-complete\" before");
            }
            return check.findings;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Invalid JSON at line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
    }

    private void document() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "errored" -> hasErrors = token == JsonToken.VALUE_TRUE;
                case "NextToken" -> hasMore = token == JsonToken.VALUE_STRING;
                case "Status" -> status = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "planned_values" -> {
                    // Terraform omits an empty list of changes.
                    isPlan = true;
                    parser.skipChildren();
                }
                case "resource_changes" -> {
                    isPlan = true;
                    changes("change", this::terraform);
                }
                case "Changes" -> {
                    isPlan = true;
                    changes("ResourceChange", this::cloudFormation);
                }
                default -> parser.skipChildren();
            }
        }
    }

    private interface Reader {

        /** @param texts the texts of the change, by name. An array of texts is joined by commas */
        void read(Map<String, String> texts);
    }

    /** Reads an array of changes: the texts of each element, and those of its inner object. */
    private void changes(String inner, Reader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Expected an object in the list of changes, not "
                        + parser.currentToken() + " at line "
                        + parser.currentTokenLocation().getLineNr());
            }
            Map<String, String> texts = new HashMap<>();
            texts(inner, texts);
            reader.read(texts);
        }
    }

    private void texts(String inner, Map<String, String> texts) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else if (token == JsonToken.START_OBJECT && name.equals(inner)) {
                texts("", texts);
            } else if (token == JsonToken.START_ARRAY && name.equals("actions")) {
                List<String> actions = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    actions.add(parser.getText());
                }
                texts.put(name, String.join(",", actions));
            } else {
                parser.skipChildren();
            }
        }
    }

    private void terraform(Map<String, String> change) {
        List<String> actions = List.of(change.getOrDefault("actions", "").split(","));
        if (actions.contains("delete")) {
            add(
                    change.getOrDefault("address", "?"),
                    change.getOrDefault("type", ""),
                    actions.contains("create") ? "would be replaced" : "would be deleted");
        }
    }

    private void cloudFormation(Map<String, String> change) {
        String what = what(change.getOrDefault("Action", ""), change.getOrDefault("Replacement", ""));
        if (!what.isEmpty()) {
            String physical = change.getOrDefault("PhysicalResourceId", "");
            add(
                    change.getOrDefault("LogicalResourceId", "?") + (physical.isEmpty() ? "" : " " + physical),
                    change.getOrDefault("ResourceType", ""),
                    what);
        }
    }

    /** Returns an empty text if the resource stays. */
    private static String what(String action, String replacement) {
        if (action.equals("Remove")) {
            return "would be removed from the stack";
        }
        if (action.equals("Dynamic")) {
            return "may be deleted or replaced: CloudFormation decides during the deployment";
        }
        return switch (replacement) {
            case "True" -> "would be replaced";
            case "Conditional" -> "may be replaced: CloudFormation decides during the deployment";
            default -> "";
        };
    }

    private void add(String resource, String type, String change) {
        if (TYPES.contains(type)) {
            findings.add(new Finding(resource, type, change));
        }
    }
}
