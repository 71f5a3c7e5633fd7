package dev.activityservice.testkit.arch.violating.internal;

record Secret(String text) {}
