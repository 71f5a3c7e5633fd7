package dev.activityservice.local.bus;

/**
 * The reason why one entry failed.
 *
 * @param code EventBridge's code; a publisher retries {@code ThrottlingException} and {@code InternalFailure}
 * @param message a text for people
 */
public record BusFailure(String code, String message) {}
