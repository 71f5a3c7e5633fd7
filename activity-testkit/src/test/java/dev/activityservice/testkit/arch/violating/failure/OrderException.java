package dev.activityservice.testkit.arch.violating.trouble;

public class OrderException extends Exception {

    private static final long serialVersionUID = 1L;
}
