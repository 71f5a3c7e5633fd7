package dev.activityservice.aws.fuzz;

/**
 * Code that reads text from outside. What it declares to throw it catches itself; whatever else comes out is a finding. Keeps
 * nothing between two inputs.
 *
 * @param <I> what the code takes
 * @param <T> what it answers
 */
public interface Subject<I, T> {

    /** What the code is given. */
    I prepare(byte[] input);

    /** The code itself: this is measured. */
    T run(I prepared);

    /** What must hold of the answer. */
    void check(I prepared, T answer);

    /** How long what the code is given is, in bytes. */
    default int size(byte[] input, I prepared) {
        return input.length;
    }
}
