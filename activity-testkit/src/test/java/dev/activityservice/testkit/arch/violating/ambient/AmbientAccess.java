package dev.activityservice.testkit.arch.violating.ambient;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

class AmbientAccess {

    Map<String, String> environment() {
        return System.getenv();
    }

    Supplier<Map<String, String>> environmentByReference() {
        return System::getenv;
    }

    @Nullable
    Integer setting() {
        return Integer.getInteger("limit");
    }

    Instant now() {
        return Instant.now();
    }

    ZonedDateTime nowInZone() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }

    InstantSource clock() {
        return InstantSource.system();
    }

    long millis() {
        return System.currentTimeMillis();
    }

    LongSupplier nanosByReference() {
        return System::nanoTime;
    }

    UUID id() {
        return UUID.randomUUID();
    }

    Random seedless() {
        return new Random();
    }

    double dice() {
        return Math.random() + ThreadLocalRandom.current().nextDouble();
    }

    Clock ticking() {
        return Clock.tickSeconds(ZoneOffset.UTC);
    }

    @SuppressWarnings("JavaUtilDate")
    Calendar calendar() {
        return Calendar.getInstance();
    }

    RandomGenerator generator() {
        return RandomGenerator.getDefault();
    }

    // These methods are allowed.

    Instant given(Clock clock) {
        return Instant.now(clock);
    }

    Random seeded(long seed) {
        return new Random(seed);
    }
}
