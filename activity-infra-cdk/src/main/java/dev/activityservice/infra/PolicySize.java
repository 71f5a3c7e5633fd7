package dev.activityservice.infra;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Estimates the bytes of a policy before a deployment. Values that only the deployment knows count with a typical upper bound, so that the
 * estimate is rather too high.
 */
final class PolicySize {

    /** An ARN of a queue with the longest region and name, or of a role. */
    private static final int UNKNOWN_VALUE_BYTES = 140;
    /** The longest name of a bus, which a parameter contains. */
    private static final int MAX_BUS_NAME_BYTES = 256;
    /** Quotes, commas and braces that a line of YAML does not need. */
    private static final int JSON_PUNCTUATION_BYTES = 6;

    private static final Map<String, Integer> PSEUDO_PARAMETERS =
            Map.of("AWS::Partition", 10, "AWS::Region", 14, "AWS::AccountId", 12, "AWS::URLSuffix", 16);

    private PolicySize() {}

    /** Returns the bytes of the JSON of a policy in which intrinsic functions of CloudFormation stand for unknown values. */
    static int of(Object policy) {
        if (policy instanceof Map<?, ?> map) {
            return map.size() == 1 ? ofSingle(map.entrySet().iterator().next()) : 1 + ofEntries(map);
        }
        if (policy instanceof List<?> list) {
            return 1 + list.stream().mapToInt(item -> of(item) + 1).sum();
        }
        return ofText(policy.toString()) + 2;
    }

    /** Returns the bytes of a policy in the SAM template. The text is the value of {@code PolicyDocument}, with one key in each line. */
    static int ofYaml(String text) {
        return text.lines()
                .map(line -> line.replaceAll("!GetAtt \\S+", "x".repeat(UNKNOWN_VALUE_BYTES))
                        .strip())
                .mapToInt(line -> ofText(line) + JSON_PUNCTUATION_BYTES)
                .sum();
    }

    private static int ofSingle(Map.Entry<?, ?> entry) {
        Object argument = entry.getValue();
        return switch (entry.getKey().toString()) {
            case "Ref" -> PSEUDO_PARAMETERS.getOrDefault(argument.toString(), UNKNOWN_VALUE_BYTES) + 2;
            case "Fn::Join" -> of(((List<?>) argument).get(1));
            case "Fn::GetAtt" -> UNKNOWN_VALUE_BYTES;
            default -> 1 + ofEntries(Map.ofEntries(entry));
        };
    }

    private static int ofEntries(Map<?, ?> map) {
        return map.entrySet().stream()
                .mapToInt(entry -> of(entry.getKey()) + of(entry.getValue()) + 2)
                .sum();
    }

    private static int ofText(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return DynamicReference.isIn(text) ? bytes + MAX_BUS_NAME_BYTES : bytes;
    }
}
