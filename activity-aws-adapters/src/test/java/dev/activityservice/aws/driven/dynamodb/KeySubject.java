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

/** Checks that keys are injective and ordered, and that a parsed key has the same text again. Expects no exception. */
public final class KeySubject implements Subject<String, KeySubject.Keys> {

    /**
     * The keys that were made from a text.
     *
     * @param again the text parsed as a key and written again; each must equal the text
     */
    record Keys(
            List<String> again,
            @Nullable KeyPair<EntityRef> partitions,
            @Nullable KeyPair<EventIdentity> pins,
            @Nullable KeyPair<Position> sorts) {}

    /** Two values and their keys. */
    record KeyPair<T>(T one, String keyOfOne, T other, String keyOfOther) {

        /** Returns null if one of the values is null. */
        static <T> @Nullable KeyPair<T> of(@Nullable T one, @Nullable T other, Function<T, String> key) {
            return one == null || other == null ? null : new KeyPair<>(one, key.apply(one), other, key.apply(other));
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
        // Times near 1970, on both sides.
        int seed = text.hashCode();
        Instant one = Instant.ofEpochSecond(seed / 2, Math.floorMod(seed, 1_000_000_000));
        Instant other = Instant.ofEpochSecond(seed / 3, Math.floorMod(seed, 999_999_999));
        return new Keys(
                again,
                KeyPair.of(entity, otherEntity, each -> ItemKeys.partition(null, each)),
                KeyPair.of(event, otherEvent, each -> ItemKeys.pinPartition(null, each)),
                KeyPair.of(position(one, event), position(other, otherEvent), ItemKeys::sort));
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

    private static void checkInjective(@Nullable KeyPair<?> keys) {
        if (keys != null) {
            assertThat(keys.keyOfOne().equals(keys.keyOfOther()))
                    .as("%s and %s", keys.one(), keys.other())
                    .isEqualTo(keys.one().equals(keys.other()));
        }
    }

    private static void checkOrder(KeyPair<Position> sorts) {
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
