package dev.activityservice.testkit.arch.violating.aws.driving.api;

public class OrderHandler {}
