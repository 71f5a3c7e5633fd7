package dev.activityservice.aws.fuzz;

import java.util.Arrays;
import java.util.List;

/** What Jazzer calls, by the names it asks for. Its arguments are targets; of several an input's first byte chooses one. */
public final class JazzerEntry {

    private static List<Target> targets = List.of(Target.values());

    private JazzerEntry() {}

    public static void fuzzerInitialize(String[] names) {
        targets = Arrays.stream(names).map(Target::named).toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        accept(targets, input, Limits.INSTRUMENTED);
    }

    /** As the fuzzer's inputs are written. Throws if the input is a finding. */
    static void accept(List<Target> targets, byte[] input, Limits limits) {
        if (targets.size() == 1) {
            targets.get(0).accept(input, limits);
        } else if (input.length > 0) {
            Target target = targets.get((input[0] & 0xff) % targets.size());
            target.accept(Arrays.copyOfRange(input, 1, input.length), limits);
        }
    }
}
