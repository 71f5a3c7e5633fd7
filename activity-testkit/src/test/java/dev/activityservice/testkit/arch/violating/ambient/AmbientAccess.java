package dev.activityservice.testkit.arch.violating.ambient;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

class AmbientAccess {

    Map<String, String> environment() {
        return System.getenv();
    }

    Supplier<Map<String, String>> environmentByReference() {
        return System::getenv;
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

    // These methods are allowed.

    Instant given(Clock clock) {
        return Instant.now(clock);
    }

    Random seeded(long seed) {
        return new Random(seed);
    }
}
