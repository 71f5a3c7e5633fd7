package dev.activityservice.aws.lambda;

/** Where log lines go: Lambda ships what is printed, and takes a line that is a JSON object as it is. */
final class StandardOutput {

    private StandardOutput() {}

    /** One print for each line keeps lines of several threads apart. */
    static void write(String line) {
        System.out.print(line + "\n");
    }
}
