package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.fuzz.Subject;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks that keys are injective and ordered, and that a parsed key has the same text again. Expects no exception. The input has two
 * pairs of texts, then two tenants and two sequences, separated by U+0000. Tenants and sequences may be missing.
 */
public final class KeySubject implements Subject<String, KeySubject.Keys> {

    /**
     * The keys that were made from a text.
     *
     * @param again the text parsed as a key and written again; each must equal the text
     */
    record Keys(
            List<String> again,
            @Nullable KeyPair<Owner<EntityRef>> partitions,
            @Nullable KeyPair<Owner<EntityRef>> edges,
            @Nullable KeyPair<EntityRef> readers,
            @Nullable KeyPair<Owner<EventIdentity>> pins,
            @Nullable KeyPair<Position> sorts) {}

    /** A value in a tenant. */
    record Owner<T>(@Nullable String tenant, T value) {

        static <T> @Nullable Owner<T> of(@Nullable String tenant, @Nullable T value) {
            return value == null ? null : new Owner<>(tenant, value);
        }
    }

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
        ItemKeys.Moment moment = ItemKeys.parseMoment(text);
        if (moment != null) {
            again.add(ItemKeys.moment(moment.time(), moment.sequence()));
        }
        Instant time = ItemKeys.parseTime(text);
        if (time != null) {
            again.add(ItemKeys.time(time));
        }
        String[] parts = text.split("\u0000", 8);
        if (parts.length < 4) {
            return new Keys(again, null, null, null, null, null);
        }
        @Nullable String tenant = parts.length > 4 ? tenant(parts[4]) : null;
        @Nullable String otherTenant = parts.length > 5 ? tenant(parts[5]) : null;
        @Nullable String sequence = parts.length > 6 ? parts[6] : null;
        @Nullable String otherSequence = parts.length > 7 ? parts[7] : null;
        @Nullable EntityRef entity = entity(parts[0], parts[1]);
        @Nullable EntityRef otherEntity = entity(parts[2], parts[3]);
        @Nullable EventIdentity event = identity(parts[0], parts[1]);
        @Nullable EventIdentity otherEvent = identity(parts[2], parts[3]);
        // Times near 1970, on both sides. With a sequence, both are equal, so that the sequences decide.
        int seed = text.hashCode();
        Instant one = Instant.ofEpochSecond(seed / 2, Math.floorMod(seed, 1_000_000_000));
        Instant other = sequence == null ? Instant.ofEpochSecond(seed / 3, Math.floorMod(seed, 999_999_999)) : one;
        return new Keys(
                again,
                KeyPair.of(
                        Owner.of(tenant, entity),
                        Owner.of(otherTenant, otherEntity),
                        each -> ItemKeys.partition(each.tenant(), each.value())),
                KeyPair.of(
                        Owner.of(tenant, entity),
                        Owner.of(otherTenant, otherEntity),
                        each -> ItemKeys.edgePartition(each.tenant(), each.value())),
                KeyPair.of(entity, otherEntity, ItemKeys::edgeSort),
                KeyPair.of(
                        Owner.of(tenant, event),
                        Owner.of(otherTenant, otherEvent),
                        each -> ItemKeys.pinPartition(each.tenant(), each.value())),
                KeyPair.of(position(one, sequence, event), position(other, otherSequence, otherEvent), ItemKeys::sort));
    }

    @Override
    public void check(String text, Keys keys) {
        assertThat(keys.again()).allSatisfy(each -> assertThat(each).isEqualTo(text));
        checkInjective(keys.partitions());
        checkInjective(keys.edges());
        checkInjective(keys.readers());
        checkInjective(keys.pins());
        checkApart(keys.partitions(), keys.edges(), keys.pins());
        if (keys.edges() != null) {
            // The longest partition key.
            assertThat(bytes(keys.edges().keyOfOne())).hasSizeLessThanOrEqualTo(2048);
        }
        if (keys.sorts() != null) {
            checkOrder(keys.sorts());
            assertThat(ItemKeys.parseSort(keys.sorts().keyOfOne()))
                    .isEqualTo(keys.sorts().one());
        }
    }

    private static void checkInjective(@Nullable KeyPair<?> keys) {
        if (keys != null) {
            assertThat(keys.keyOfOne().equals(keys.keyOfOther()))
                    .as("%s and %s", keys.one(), keys.other())
                    .isEqualTo(keys.one().equals(keys.other()));
        }
    }

    /** Timelines, edges and pins never share a partition. */
    private static void checkApart(@Nullable KeyPair<?>... kinds) {
        Set<String> seen = new HashSet<>();
        for (@Nullable KeyPair<?> kind : kinds) {
            if (kind != null) {
                Set<String> ofKind = new HashSet<>(Arrays.asList(kind.keyOfOne(), kind.keyOfOther()));
                assertThat(seen).doesNotContainAnyElementsOf(ofKind);
                seen.addAll(ofKind);
            }
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

    private static @Nullable Position position(
            Instant time, @Nullable String sequence, @Nullable EventIdentity identity) {
        return identity == null ? null : Position.of(time, sequence, identity);
    }

    private static @Nullable String tenant(String text) {
        try {
            return Activity.requireTenant(text);
        } catch (InvalidValueException e) {
            return null;
        }
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
