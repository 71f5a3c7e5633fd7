package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The reader and a second, independent JSON parser accept the same bodies and find the same values in them. {@code
 * -Dactivity.seed} replays a run, {@code -Dactivity.differential.documents} makes it longer.
 */
class ReaderDifferentialTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final int DOCUMENTS = Integer.getInteger("activity.differential.documents", 10_000);
    /** The second parser reads 7e0 as the integer 7. */
    private static final Pattern EXPONENT_OF_ZERO = Pattern.compile("[0-9][eE][+-]?0+(?![0-9])");

    /** The places that decide shape and type. */
    private static final Pattern DECISIVE = Pattern.compile(
            "(/Message)?(/Data)?(/Type|/Message|/specversion|/type|/detail-type|/detail|/detail/specversion|/Data|/SystemMetadata)?");

    private static final EventReader UNWANTING = EventReader.create(Set.of(), type -> false);
    private static final EventReader READER = EventReader.create(SecondReader.EXTENSIONS);
    /** Codes for limits of this library that JSON does not have. */
    private static final Set<Code> LIMITS =
            EnumSet.of(Code.TOO_DEEP, Code.TOO_LONG, Code.TOO_LARGE, Code.INVALID_TEXT, Code.DUPLICATE_KEY);

    @Test
    void the_reader_and_a_second_parser_agree() {
        System.out.printf("differential: %d documents from seed %d%n", DOCUMENTS, SEED);
        List<String> samples = Bodies.SAMPLES.stream().map(Bodies::sample).toList();
        int accepted = 0;
        int malformed = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            // Each body has its own seed, so that a failure can be replayed alone.
            Random random = new Random(SEED + i);
            String body = random.nextInt(3) == 0
                    ? samples.get(random.nextInt(samples.size()))
                    : new RandomBodies(random).body();
            if (random.nextInt(3) == 0) {
                body = MutatedBodiesTest.mutate(body, random);
            }

            Result result = READER.read(body, MessageMetadata.none());

            assertThat(Bodies.read(body))
                    .as("without extensions, from seed %d: %s", SEED + i, body)
                    .isEqualTo(withoutExtensions(result));
            try {
                compare(body, result, SEED + i);
                compareUnwanted(body, result, SEED + i);
            } catch (NumberFormatException e) {
                // The second parser cannot compare numbers with more than seven digits in their exponent.
            }
            accepted += result instanceof Result.Accepted ? 1 : 0;
            malformed += result instanceof Result.Rejected r && r.rejection().code() == Code.MALFORMED_JSON ? 1 : 0;
        }
        if (DOCUMENTS >= 10_000) {
            assertThat(accepted).isGreaterThan(DOCUMENTS / 10);
            assertThat(malformed).isGreaterThan(DOCUMENTS / 20);
        }
    }

    private static Result withoutExtensions(Result result) {
        return result instanceof Result.Accepted accepted
                ? new Result.Accepted(
                        DomainEvent.builder(
                                        accepted.event().identity(),
                                        accepted.event().type(),
                                        accepted.event().time())
                                .copyOf(accepted.event())
                                .extensions(Map.of())
                                .build(),
                        accepted.warnings(),
                        accepted.specVersion())
                : result;
    }

    private static void compare(String body, Result result, long seed) {
        JsonValue document = SecondReader.parse(body);
        if (result instanceof Result.Rejected rejected) {
            compare(body, document, rejected.rejection(), seed);
        } else if (result instanceof Result.Accepted accepted) {
            assertThat(document).as("JSON, from seed %d: %s", seed, body).isNotNull();
            DomainEvent event = accepted.event();
            SecondReader expected = SecondReader.read(document == null ? JsonValue.NULL : document);
            String data = event.data();
            boolean isUnclear = EXPONENT_OF_ZERO.matcher(body).find();
            assertThat(new SecondReader(
                            event.identity().id(),
                            event.identity().source(),
                            event.type(),
                            expected.time(),
                            event.subject(),
                            data == null ? null : SecondReader.parse(data),
                            isUnclear ? expected.sequence() : sequence(event),
                            isUnclear ? expected.extensions() : extensions(event)))
                    .as("from seed %d: %s", seed, body)
                    .isEqualTo(expected);
            String text = expected.time();
            Instant time = text == null ? null : SecondTime.of(text).instant();
            if (time != null) {
                assertThat(event.time())
                        .as("time, from seed %d: %s", seed, body)
                        .isEqualTo(time);
            }
        }
    }

    /** Nothing but shape and type decides about a body that is not wanted. */
    private static void compareUnwanted(String body, Result wanted, long seed) {
        Result result = UNWANTING.read(body, MessageMetadata.none());
        if (result instanceof Result.Unwanted unwanted) {
            JsonValue document = SecondReader.parse(body);
            if (document != null) {
                assertThat(unwanted.type())
                        .as("type, from seed %d: %s", seed, body)
                        .isEqualTo(SecondReader.type(document));
            }
            if (wanted instanceof Result.Accepted accepted) {
                assertThat(unwanted.type()).isEqualTo(accepted.event().type());
            }
        } else {
            assertThat(result)
                    .as("not wanted, from seed %d: %s", seed, body)
                    .isEqualTo(wanted)
                    .isInstanceOfSatisfying(
                            Result.Rejected.class,
                            rejected -> assertThat(rejected.rejection().pointer())
                                    .as("not wanted, from seed %d: %s", seed, body)
                                    .matches(DECISIVE));
        }
    }

    private static void compare(String body, @Nullable JsonValue document, Rejection rejection, long seed) {
        // A notification is two documents. Pointers into the inner document continue after its own pointer.
        String message = document == null ? null : SecondReader.message(document);
        String text = message != null && rejection.pointer().startsWith("/Message") ? message : body;
        if (rejection.code() == Code.MALFORMED_JSON) {
            JsonValue second = SecondReader.parse(text);
            // The only known difference: the reader's parser rejects a key with a lone surrogate. The second parser
            // forgets it if
            // it is below a duplicate key.
            assertThat(second == null || SecondReader.hasBrokenKeys(second) || SecondReader.hasDuplicates(text))
                    .as("JSON, but %s from seed %d: %s", rejection, seed, body)
                    .isTrue();
        } else if (rejection.code() == Code.DUPLICATE_KEY) {
            assertThat(SecondReader.parse(text) == null
                            || SecondReader.hasDuplicates(text)
                            || SecondReader.hasDuplicates(body))
                    .as("no duplicate, but %s from seed %d: %s", rejection, seed, body)
                    .isTrue();
        } else if (!LIMITS.contains(rejection.code())) {
            assertThat(document)
                    .as("no JSON, but %s from seed %d: %s", rejection, seed, body)
                    .isNotNull();
            compareFound(
                    body,
                    SecondReader.at(document == null ? JsonValue.NULL : document, rejection.pointer()),
                    rejection,
                    seed);
        }
    }

    /** Compares a rejection with the value that the second parser found at its pointer. */
    private static void compareFound(String body, @Nullable JsonValue found, Rejection rejection, long seed) {
        boolean isText = found instanceof JsonString text && !text.getString().isBlank();
        if (rejection.code() == Code.MISSING_FIELD) {
            boolean isIgnoredTime = rejection.pointer().endsWith("/time")
                    && found instanceof JsonString time
                    && SecondTime.of(time.getString()).isIgnored();
            assertThat(found == null
                            || found == JsonValue.NULL
                            || (found instanceof JsonString && !isText)
                            || isIgnoredTime)
                    .as("there is %s, but %s from seed %d: %s", found, rejection, seed, body)
                    .isTrue();
        } else if (rejection.code() == Code.WRONG_TYPE) {
            boolean isObjectDue = rejection.message().contains("must be an object");
            assertThat(found != null && !(isObjectDue ? found instanceof JsonObject : isText))
                    .as("there is %s, but %s from seed %d: %s", found, rejection, seed, body)
                    .isTrue();
        }
    }

    /** The second parser reads -0 as 0. */
    private static @Nullable String sequence(DomainEvent event) {
        String sequence = event.sequence();
        return "-0".equals(sequence) ? "0" : sequence;
    }

    private static Map<String, String> extensions(DomainEvent event) {
        Map<String, String> extensions = new HashMap<>(event.extensions());
        extensions.replaceAll((name, value) -> value.equals("-0") ? "0" : value);
        return extensions;
    }
}
