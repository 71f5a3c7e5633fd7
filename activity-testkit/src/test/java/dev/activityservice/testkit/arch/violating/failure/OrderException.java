package dev.activityservice.testkit.arch.violating.failure;

public class OrderException extends Exception {

    private static final long serialVersionUID = 1L;
}
