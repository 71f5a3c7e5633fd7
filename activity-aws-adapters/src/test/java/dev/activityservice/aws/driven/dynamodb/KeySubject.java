package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.fuzz.Subject;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as they are stored, and texts that become keys. Declares to throw nothing. */
public final class KeySubject implements Subject<String, KeySubject.Keys> {

    /**
     * What became of one text.
     *
     * @param again written once more, if it was a sort key or a time
     * @param made keys that its parts became
     */
    public record Keys(List<String> again, List<String> made) {}

    @Override
    public String prepare(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Override
    public Keys run(String text) {
        Keys keys = new Keys(new ArrayList<>(), new ArrayList<>());
        Position position = ItemKeys.parseSort(text);
        if (position != null) {
            keys.again().add(ItemKeys.sort(position));
        }
        Instant time = ItemKeys.parseTime(text);
        if (time != null) {
            keys.again().add(ItemKeys.time(time));
        }
        String[] parts = text.split("\u0000", 2);
        if (parts.length == 2) {
            EntityRef entity = entity(parts[0], parts[1]);
            if (entity != null) {
                keys.made().add(ItemKeys.partition(entity));
            }
            EventIdentity identity = identity(parts[0], parts[1]);
            if (identity != null) {
                keys.made().add(ItemKeys.pinPartition(identity));
                keys.made().add(ItemKeys.sort(Position.of(Instant.EPOCH, identity)));
            }
        }
        return keys;
    }

    @Override
    public void check(String text, Keys keys) {
        assertThat(keys.again()).allMatch(text::equals);
        assertThat(keys.made())
                .allSatisfy(
                        key -> assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2048));
        String[] parts = text.split("\u0000", 4);
        if (parts.length == 4) {
            checkPartitions(entity(parts[0], parts[1]), entity(parts[2], parts[3]));
            checkPins(identity(parts[0], parts[1]), identity(parts[2], parts[3]));
            checkOrder(identity(parts[0], parts[1]), identity(parts[2], parts[3]), text.hashCode());
        }
    }

    private static void checkPartitions(@Nullable EntityRef one, @Nullable EntityRef other) {
        if (one != null && other != null) {
            assertThat(ItemKeys.partition(one).equals(ItemKeys.partition(other)))
                    .as("%s and %s", one, other)
                    .isEqualTo(one.equals(other));
            assertThat(ItemKeys.partition(one).getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2048);
        }
    }

    private static void checkPins(@Nullable EventIdentity one, @Nullable EventIdentity other) {
        if (one != null && other != null) {
            assertThat(ItemKeys.pinPartition(one).equals(ItemKeys.pinPartition(other)))
                    .as("%s and %s", one, other)
                    .isEqualTo(one.equals(other));
        }
    }

    /** @param seed a time, and so near to 1970 that both sides of it are tried */
    private static void checkOrder(@Nullable EventIdentity one, @Nullable EventIdentity other, int seed) {
        if (one != null && other != null) {
            Position first = Position.of(Instant.ofEpochSecond(seed / 2, Math.floorMod(seed, 1_000_000_000)), one);
            Position second = Position.of(Instant.ofEpochSecond(seed / 3, Math.floorMod(seed, 999_999_999)), other);
            assertThat(Integer.signum(Arrays.compareUnsigned(bytes(first), bytes(second))))
                    .as("%s and %s", first, second)
                    .isEqualTo(Integer.signum(first.compareTo(second)));
        }
    }

    private static byte[] bytes(Position position) {
        return ItemKeys.sort(position).getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable EntityRef entity(String type, String id) {
        try {
            return EntityRef.of(type, id);
        } catch (InvalidValueException e) {
            return null;
        }
    }

    private static @Nullable EventIdentity identity(String source, String id) {
        try {
            return EventIdentity.of(source, id);
        } catch (InvalidValueException e) {
            return null;
        }
    }
}
