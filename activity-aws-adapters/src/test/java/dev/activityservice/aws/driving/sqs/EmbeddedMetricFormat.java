package dev.activityservice.aws.driving.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Checks lines against CloudWatch's embedded metric format: its schema, and the references to members of the line. */
public final class EmbeddedMetricFormat {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(Dialects.getDraft7()).getSchema(schema(), InputFormat.JSON);

    private EmbeddedMetricFormat() {}

    private static String schema() {
        try (InputStream file = Objects.requireNonNull(
                EmbeddedMetricFormat.class.getResourceAsStream("/embedded-metric-format.schema.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the violations of the format. */
    public static List<String> faults(String line) {
        JsonNode document;
        try {
            document = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return List.of("The line must be one JSON object");
        }
        List<String> faults = new ArrayList<>();
        SCHEMA.validate(document).forEach(error -> faults.add(error.toString()));
        if (!faults.isEmpty()) {
            return faults;
        }
        Set<String> targets = new TreeSet<>(Set.of("_aws"));
        for (JsonNode directive : document.path("_aws").path("CloudWatchMetrics")) {
            for (JsonNode dimension : directive.path("Dimensions").path(0)) {
                targets.add(dimension.textValue());
                if (!document.path(dimension.textValue()).isTextual()) {
                    faults.add("The dimension " + dimension.textValue() + " must be a text of the line");
                }
            }
            for (JsonNode metric : directive.path("Metrics")) {
                targets.add(metric.path("Name").textValue());
                if (!document.path(metric.path("Name").textValue()).isNumber()) {
                    faults.add("The metric " + metric.path("Name").textValue() + " must be a number of the line");
                }
            }
        }
        document.fieldNames().forEachRemaining(name -> {
            if (!targets.contains(name)) {
                faults.add("The member " + name + " must be a dimension or a metric");
            }
        });
        return faults;
    }
}
