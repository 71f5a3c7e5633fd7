package dev.activityservice.local.bus;

/**
 * Why one entry failed.
 *
 * @param code as EventBridge names it; {@code ThrottlingException} and {@code InternalFailure} may be tried again
 * @param message for people
 */
public record BusFailure(String code, String message) {}
