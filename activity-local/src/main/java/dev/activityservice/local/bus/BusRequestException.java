package dev.activityservice.local.bus;

/** Thrown when a whole request is rejected. Its type and message are those of AWS's JSON protocol. */
final class BusRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    BusRequestException(String type, String message) {
        super(message);
        this.type = type;
    }

    String type() {
        return type;
    }

    static BusRequestException invalid(String message) {
        return new BusRequestException("ValidationException", message);
    }

    static BusRequestException unreadable(String message) {
        return new BusRequestException("SerializationException", message);
    }
}
