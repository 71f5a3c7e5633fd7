package dev.activityservice.testkit.arch.violating.trouble;

public class OrderTrouble extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
