package dev.activityservice.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Generates well-formed random bodies of all shapes, with unusual values in unusual places. */
final class RandomBodies {

    private static final List<String> NUMBERS = List.of(
            "0", "-0", "1e400", "1E-7", "0.10", "123456789012345678901234567890", "-1.5e+3", "9007199254740993", "0e0");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "ORD-1",
            "\\u0041",
            "\\/\\b\\f\\n\\r\\t\\\"\\\\",
            "\\ud83d\\ude00",
            "\\ud83d",
            "\u00e9\u2028",
            "\ud83d\ude00",
            "dev.orders",
            "aws.s3",
            "2026-03-02T09:15:59Z",
            "1.0");
    private static final List<String> KEYS = List.of(
            "id",
            "source",
            "type",
            "data",
            "detail",
            "specversion",
            "Type",
            "Data",
            "a",
            "\\u0069d",
            "",
            "_datadog",
            "detail-type",
            "data_base64",
            "conversationId",
            "traceparent",
            "MessageAttributes");

    private static final List<String> TIMES = List.of(
            "2026-03-02T09:15:59Z",
            "2026-03-02T10:15+01:00[Europe/Paris]",
            "2026-03-02 09:15:59.000000001 +0000 UTC",
            "Mon, 02 Mar 2026 09:15:59 GMT",
            "0001-01-01T00:00:00Z",
            "2026-03-02T09:15:59");

    private static final List<String> ATTRIBUTES =
            List.of("tenantid", "correlationid", "account", "sequence", "\\u0074enantid", "subject");

    private final Random random;

    RandomBodies(Random random) {
        this.random = random;
    }

    String body() {
        return switch (random.nextInt(6)) {
            case 0 -> value(6);
            case 1 -> plain();
            case 2 -> Bodies.notification(random.nextBoolean() ? enveloped() : cloudEvent());
            case 3 -> "{" + space() + "\"SystemMetadata\":{},\"Data\":" + cloudEvent() + "}";
            case 4 -> cloudEvent();
            default -> enveloped();
        };
    }

    private String enveloped() {
        return object(List.of(
                "\"id\":\"ENV\"",
                "\"source\":\"dev.orders\"",
                "\"detail-type\":\"orders.orderCreated.v1\"",
                "\"time\":\"2026-03-02T09:16:00Z\"",
                "\"account\":" + attribute(),
                "\"detail\":" + space() + (random.nextInt(8) == 0 ? Bodies.quote(cloudEvent()) : cloudEvent())));
    }

    private String plain() {
        return object(List.of(
                "\"id\":\"ENV\"",
                "\"source\":" + text(),
                "\"detail-type\":\"orders.orderCreated.v1\"",
                "\"time\":\"2026-03-02T09:16:00Z\"",
                "\"account\":" + attribute(),
                "\"detail\":" + data(3)));
    }

    private String cloudEvent() {
        return object(List.of(
                "\"specversion\":\"1.0\"",
                "\"id\":" + (random.nextInt(4) == 0 ? value(2) : "\"E-" + random.nextInt(9) + "\""),
                "\"source\":" + (random.nextInt(4) == 0 ? value(2) : "\"/orders\""),
                "\"type\":\"orders.orderCreated.v" + random.nextInt(2) + "\"",
                "\"time\":\"" + TIMES.get(random.nextInt(TIMES.size())) + "\"",
                "\"" + ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size())) + "\":" + attribute(),
                random.nextInt(8) == 0 ? "\"data_base64\":\"" + base64(value(2)) + "\"" : "\"data\":" + data(5)));
    }

    /** Returns an object, sometimes in a string, or another value. */
    private String data(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> value(depth);
            case 1 -> Bodies.quote(objectOf(depth).replaceAll("[\t\r]", " "));
            default -> objectOf(depth);
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Shuffles the members, and sometimes removes or adds one. */
    private String object(List<String> members) {
        List<String> all = new ArrayList<>(members);
        Collections.shuffle(all, random);
        if (random.nextInt(8) == 0) {
            all.remove(0);
        }
        if (random.nextInt(4) == 0) {
            all.add(random.nextInt(all.size()), member(2));
        }
        return "{" + String.join(space() + "," + space(), all) + "}";
    }

    private String objectOf(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.add(member(depth));
        }
        return "{" + space() + String.join(",", members) + space() + "}";
    }

    private String member(int depth) {
        return "\"" + KEYS.get(random.nextInt(KEYS.size())) + (random.nextBoolean() ? random.nextInt(100) : "") + "\":"
                + space() + value(depth - 1);
    }

    /** Returns a value of an attribute: mostly a short text or an integer. */
    private String attribute() {
        return switch (random.nextInt(4)) {
            case 0 -> "\"acme\"";
            case 1 -> Integer.toString(random.nextInt(100) - 10);
            case 2 -> "\"" + "0".repeat(random.nextInt(70)) + random.nextInt(10) + "\"";
            default -> value(1);
        };
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> "null";
            case 1 -> random.nextBoolean() ? "true" : "false";
            case 2 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 3, 4 -> text();
            case 5 -> "[" + value(depth - 1) + space() + "," + value(depth - 1) + "]";
            case 6 -> "[" + space() + "]";
            default -> objectOf(depth);
        };
    }

    private String text() {
        return "\"" + TEXTS.get(random.nextInt(TEXTS.size())) + "\"";
    }

    private String space() {
        return random.nextInt(6) == 0 ? List.of(" ", "\n", "\t\r").get(random.nextInt(3)) : "";
    }
}
