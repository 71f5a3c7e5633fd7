package dev.activityservice.testkit.arch.violating.unmarked;

public class Unmarked {}
