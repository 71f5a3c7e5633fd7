package dev.activityservice.aws.lambda;

/** Writes log lines to standard output. Lambda forwards them and parses a line that is a JSON object. */
final class StandardOutput {

    private StandardOutput() {}

    /** Prints a line in one call, so that lines of several threads do not mix. */
    static void write(String line) {
        System.out.print(line + "\n");
    }
}
