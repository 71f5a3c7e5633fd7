package dev.activityservice.testkit.arch.violating.failure;

public class OrderFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
