package dev.activityservice.testkit.arch.violating;

public final class OrderService {}
