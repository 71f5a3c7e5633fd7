package dev.activityservice.aws.fuzz;

import java.util.Arrays;
import java.util.List;

/** The entry point for Jazzer, with the method names that it requires. With several targets, the first byte of an input selects one. */
public final class JazzerEntry {

    private static List<Target> targets = List.of(Target.values());

    private JazzerEntry() {}

    public static void fuzzerInitialize(String[] names) {
        targets = Arrays.stream(names).map(Target::named).toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        accept(targets, input, Limits.INSTRUMENTED);
    }

    /** Runs an input of the fuzzer. Throws if the input is a finding. */
    static void accept(List<Target> targets, byte[] input, Limits limits) {
        if (targets.size() == 1) {
            targets.get(0).accept(input, limits);
        } else if (input.length > 0) {
            Target target = targets.get((input[0] & 0xff) % targets.size());
            target.accept(Arrays.copyOfRange(input, 1, input.length), limits);
        }
    }
}
