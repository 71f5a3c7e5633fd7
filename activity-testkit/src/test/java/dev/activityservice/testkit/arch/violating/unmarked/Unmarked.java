package dev.activityservice.testkit.arch.violating.unmarked;

class Unmarked {}
