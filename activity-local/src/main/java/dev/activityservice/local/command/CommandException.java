package dev.activityservice.local.command;

/** Thrown when a command cannot do its work, such as start the stack. Its message is for users and says what helps. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
