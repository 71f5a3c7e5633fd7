package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * F34 and F35: keys are injective, and DynamoDB orders sort keys by bytes as the model orders positions. {@code -Dactivity.seed} replays
 * a run, and {@code -Dactivity.keys} sets the number of keys of the long one.
 */
@Execution(ExecutionMode.CONCURRENT)
class KeyDifferentialTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final int KEYS = 20_000;
    private static final int KEYS_OF_LONG_RUN = Integer.getInteger("activity.keys", 2_000_000);
    /** Within a round, each key is compared with all others. */
    private static final int KEYS_PER_ROUND = 20_000;

    private static final Comparator<Position> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(bytes(ItemKeys.sort(a)), bytes(ItemKeys.sort(b)));

    /** Delimiters of the keys, letters, and characters whose order differs between UTF-8 and UTF-16. */
    private static final List<String> ID_PARTS =
            List.of("a", "b", "~", "#", "@", "{", "}", "-", "/", " ", "\u00e9", "\ue000", "\uffff", "\ud83d\ude00");

    private static final List<String> TENANT_PARTS = List.of("a", "b", "A", "-", ".", "_", "0");
    private static final List<String> TYPE_PARTS = List.of("a", "b", "-", ".", "_", "0");
    private static final List<String> SEQUENCE_PARTS =
            List.of("0", "1", "9", "a", "z", "{", "}", "~", " ", "-", "\u00e9", "\ue000", "\uffff", "\ud83d\ude00");

    private final Random random = new Random(SEED);

    /** What a key stands for. */
    private record Subject(@Nullable String tenant, EntityRef entity, Position position) {}

    @Test
    void f34_f35_f73_keys_are_injective_and_have_the_order_of_positions() {
        check(KEYS);
    }

    @Test
    @Tag("thorough")
    void f34_f35_f73_millions_of_keys_are_injective_and_have_the_order_of_positions() {
        check(KEYS_OF_LONG_RUN);
    }

    private void check(int keys) {
        System.out.printf("differential: %d keys in rounds of %d from seed %d%n", keys, KEYS_PER_ROUND, SEED);
        for (int done = 0; done < keys; done += KEYS_PER_ROUND) {
            Map<String, Object> owners = new HashMap<>();
            Subject previous = subject(null);
            for (int i = 0; i < Math.min(KEYS_PER_ROUND, keys - done); i++) {
                Subject subject = subject(previous);
                checkOwners(owners, subject);
                checkOrder(previous.position(), subject.position());
                checkForm(subject.position());
                previous = subject;
            }
        }
    }

    /** Each key has one meaning: the item of a position, the edge of a reader, or the pin of an event. */
    private void checkOwners(Map<String, Object> owners, Subject subject) {
        String timeline = ItemKeys.partition(subject.tenant(), subject.entity());
        String edges = ItemKeys.edgePartition(subject.tenant(), subject.entity());
        EventIdentity event = identity();
        String pin = ItemKeys.pinPartition(subject.tenant(), event);

        checkOwner(owners, timeline, Arrays.asList("timeline", subject.tenant(), subject.entity()));
        checkOwner(owners, edges, Arrays.asList("edges", subject.tenant(), subject.entity()));
        checkOwner(owners, pin, Arrays.asList("pin", subject.tenant(), event));
        checkOwner(owners, key(timeline, ItemKeys.sort(subject.position())), subject);
        EntityRef reader = entity();
        checkOwner(
                owners,
                key(edges, ItemKeys.edgeSort(reader)),
                Arrays.asList(subject.tenant(), subject.entity(), "is read by", reader));
        // DynamoDB allows 2,048 bytes of partition key and 1,024 bytes of sort key. docs/dynamodb.md states these
        // maximums.
        if (bytes(edges).length > 1156 || bytes(ItemKeys.sort(subject.position())).length > 112) {
            throw new AssertionError("A key of " + subject + " is too long, seed " + SEED);
        }
    }

    private static String key(String partition, String sort) {
        return partition.length() + ":" + partition + sort;
    }

    private static void checkOwner(Map<String, Object> owners, String key, Object owner) {
        Object known = owners.putIfAbsent(key, owner);
        if (known != null && !known.equals(owner)) {
            throw new AssertionError(key + " is the key of " + known + " and of " + owner + ", seed " + SEED);
        }
    }

    private static void checkOrder(Position one, Position other) {
        int inTable = Integer.signum(BY_BYTES.compare(one, other));
        if (inTable != Integer.signum(one.compareTo(other))) {
            throw new AssertionError(one + " and " + other + " have another order in the table, seed " + SEED);
        }
        if ((inTable == 0) != one.equals(other)) {
            throw new AssertionError(one + " and " + other + " share a key, seed " + SEED);
        }
    }

    /** A parsed key writes the same text again, also if a character of it was changed. */
    private void checkForm(Position position) {
        String sort = ItemKeys.sort(position);
        if (!position.equals(ItemKeys.parseSort(sort))) {
            throw new AssertionError(sort + " is not read as " + position + ", seed " + SEED);
        }
        StringBuilder text = new StringBuilder(sort);
        int at = random.nextInt(sort.length());
        switch (random.nextInt(3)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, one(SEQUENCE_PARTS));
            default -> text.replace(at, at + 1, one(SEQUENCE_PARTS));
        }
        String changed = text.toString();
        Position read = ItemKeys.parseSort(changed);
        if (read != null && !ItemKeys.sort(read).equals(changed)) {
            throw new AssertionError(changed + " is read as " + read + ", seed " + SEED);
        }
        ItemKeys.Moment moment = new ItemKeys.Moment(position.time(), position.sequence());
        if (!moment.equals(ItemKeys.parseMoment(ItemKeys.moment(moment.time(), moment.sequence())))) {
            throw new AssertionError(moment + " is not read again, seed " + SEED);
        }
    }

    @Test
    void f35_whole_timelines_have_the_same_order_by_key_and_by_position() {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Instant time = i % 2 == 0 ? Instant.EPOCH : anyTime();
            positions.add(Position.of(time, sequence(), identity()));
        }

        List<Position> byBytes = positions.stream().sorted(BY_BYTES).toList();

        assertThat(byBytes).isEqualTo(positions.stream().sorted().toList());
    }

    /** Usually differs from the previous one in few parts, so that collisions and wrong orders happen soon. */
    private Subject subject(@Nullable Subject previous) {
        Instant time = previous == null || random.nextInt(8) == 0
                ? anyTime()
                : random.nextInt(3) == 0
                        ? near(previous.position().time())
                        : previous.position().time();
        String sequence =
                previous != null && random.nextInt(4) == 0 ? previous.position().sequence() : sequence();
        return new Subject(
                previous != null && random.nextBoolean() ? previous.tenant() : tenant(),
                previous != null && random.nextBoolean() ? previous.entity() : entity(),
                Position.of(time, sequence, identity()));
    }

    private @Nullable String tenant() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> null;
            case 2 -> one(TENANT_PARTS).repeat(64);
            default -> text(TENANT_PARTS, 1, 3);
        };
    }

    private EntityRef entity() {
        String type = random.nextInt(50) == 0 ? "a".repeat(64) : one(List.of("a", "b", "A")) + text(TYPE_PARTS, 0, 2);
        String id = random.nextInt(50) == 0 ? "\uffff".repeat(341) : text(ID_PARTS, 1, 4);
        // A blank id is not valid.
        return EntityRef.of(type, id.isBlank() ? "#" : id);
    }

    private EventIdentity identity() {
        return EventIdentity.of("s" + text(ID_PARTS, 0, 1), "i" + text(ID_PARTS, 0, 1));
    }

    private @Nullable String sequence() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> "0".repeat(random.nextInt(3)) + random.nextInt(1200);
            case 2 -> Integer.toString(1 + random.nextInt(9)).repeat(1 + random.nextInt(66));
            case 3 -> one(SEQUENCE_PARTS).repeat(random.nextInt(66));
            default -> text(SEQUENCE_PARTS, 0, 4);
        };
    }

    private String text(List<String> parts, int least, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = least + random.nextInt(most - least + 1); left > 0; left--) {
            text.append(one(parts));
        }
        return text.toString();
    }

    private String one(List<String> parts) {
        return parts.get(random.nextInt(parts.size()));
    }

    private Instant anyTime() {
        long first = Position.MIN_TIME.getEpochSecond();
        long span = Position.MAX_TIME.getEpochSecond() - first + 1;
        long second = first + Math.floorMod(random.nextLong(), span);
        return Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
    }

    private Instant near(Instant time) {
        Instant moved = time.plusNanos(random.nextInt(3) - 1).plusSeconds(random.nextInt(3) - 1);
        return moved.isBefore(Position.MIN_TIME) || moved.isAfter(Position.MAX_TIME) ? time : moved;
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
