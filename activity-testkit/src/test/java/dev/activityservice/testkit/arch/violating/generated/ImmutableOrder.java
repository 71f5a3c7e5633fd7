package dev.activityservice.testkit.arch.violating.generated;

public final class ImmutableOrder {}
