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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keys as they are stored, and texts that become keys. Declares to throw nothing. */
public final class KeySubject implements Subject<String, KeySubject.Keys> {

    /**
     * What was read of a text and written again, and what was made of its parts.
     *
     * @param again each should be the text
     */
    record Keys(
            List<String> again,
            @Nullable Both<EntityRef> partitions,
            @Nullable Both<EventIdentity> pins,
            @Nullable Both<Position> sorts) {}

    /** Two things and their keys. */
    record Both<T>(T one, String keyOfOne, T other, String keyOfOther) {

        /** Null if one of the things is none. */
        static <T> @Nullable Both<T> of(@Nullable T one, @Nullable T other, Function<T, String> key) {
            return one == null || other == null ? null : new Both<>(one, key.apply(one), other, key.apply(other));
        }
    }

    @Override
    public String prepare(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Override
    public Keys run(String text) {
        List<String> again = new ArrayList<>();
        Position position = ItemKeys.parseSort(text);
        if (position != null) {
            again.add(ItemKeys.sort(position));
        }
        Instant time = ItemKeys.parseTime(text);
        if (time != null) {
            again.add(ItemKeys.time(time));
        }
        String[] parts = text.split("\u0000", 4);
        if (parts.length < 4) {
            return new Keys(again, null, null, null);
        }
        @Nullable EntityRef entity = entity(parts[0], parts[1]);
        @Nullable EntityRef otherEntity = entity(parts[2], parts[3]);
        @Nullable EventIdentity event = identity(parts[0], parts[1]);
        @Nullable EventIdentity otherEvent = identity(parts[2], parts[3]);
        // Times near to 1970, so that both sides of it are tried.
        int seed = text.hashCode();
        Instant one = Instant.ofEpochSecond(seed / 2, Math.floorMod(seed, 1_000_000_000));
        Instant other = Instant.ofEpochSecond(seed / 3, Math.floorMod(seed, 999_999_999));
        return new Keys(
                again,
                Both.of(entity, otherEntity, ItemKeys::partition),
                Both.of(event, otherEvent, ItemKeys::pinPartition),
                Both.of(position(one, event), position(other, otherEvent), ItemKeys::sort));
    }

    @Override
    public void check(String text, Keys keys) {
        assertThat(keys.again()).allSatisfy(each -> assertThat(each).isEqualTo(text));
        checkInjective(keys.partitions());
        checkInjective(keys.pins());
        if (keys.partitions() != null) {
            assertThat(bytes(keys.partitions().keyOfOne())).hasSizeLessThanOrEqualTo(2048);
        }
        if (keys.sorts() != null) {
            checkOrder(keys.sorts());
        }
    }

    private static void checkInjective(@Nullable Both<?> keys) {
        if (keys != null) {
            assertThat(keys.keyOfOne().equals(keys.keyOfOther()))
                    .as("%s and %s", keys.one(), keys.other())
                    .isEqualTo(keys.one().equals(keys.other()));
        }
    }

    private static void checkOrder(Both<Position> sorts) {
        assertThat(Integer.signum(Arrays.compareUnsigned(bytes(sorts.keyOfOne()), bytes(sorts.keyOfOther()))))
                .as("%s and %s", sorts.one(), sorts.other())
                .isEqualTo(Integer.signum(sorts.one().compareTo(sorts.other())));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Position position(Instant time, @Nullable EventIdentity identity) {
        return identity == null ? null : Position.of(time, identity);
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
