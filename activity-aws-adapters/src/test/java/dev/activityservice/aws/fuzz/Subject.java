package dev.activityservice.aws.fuzz;

/**
 * Code that reads external text. It catches the expected exceptions; any other exception is a finding. It is stateless.
 *
 * @param <I> the type of the argument
 * @param <T> the type of the result
 */
public interface Subject<I, T> {

    /** Returns the argument for an input. */
    I prepare(byte[] input);

    /** Runs the code. This step is measured. */
    T run(I prepared);

    /** Checks the result. */
    void check(I prepared, T answer);

    /** Returns the size of the argument in bytes, from which the limits are computed. */
    default int size(byte[] input, I prepared) {
        return input.length;
    }
}
