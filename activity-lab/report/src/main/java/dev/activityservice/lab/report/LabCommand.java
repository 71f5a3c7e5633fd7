package dev.activityservice.lab.report;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Base class of every laboratory program. A subclass measures and fills the report. This class parses the options, prints and
 * writes the report, and chooses the exit code.
 */
@Command(
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        footer = {"", "Exit codes: 0 all goals met, 1 a goal missed or the program failed, 2 wrong options."})
public abstract class LabCommand implements Callable<Integer> {

    private static final String FOLDER = "activity-lab/target/reports";

    private final String title;
    private final String repeat;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = FOLDER,
            description = "Folder for the report as Markdown and JSON (${DEFAULT-VALUE}).")
    private Path out = Path.of(FOLDER);

    /**
     * @param title of the report
     * @param repeat the make target, and the make variable that takes the options: {@code bench-cost BENCH_ARGS}
     */
    protected LabCommand(String title, String repeat) {
        this.title = title;
        this.repeat = repeat;
    }

    /** Measures, and adds facts, goals and tables to the report. */
    protected abstract void measure(Report report) throws Exception;

    @Override
    public final Integer call() throws Exception {
        Report report = Report.of(title, RunEnvironment.of(command()));
        measure(report);
        String name = commandLine().getCommandName();
        report.writeTo(out, name);
        PrintWriter writer = commandLine().getOut();
        writer.println(report.toMarkdown());
        writer.println("Written: " + out.resolve(name + ".json") + ", " + out.resolve(name + ".md"));
        writer.flush();
        return report.isMet() ? 0 : 1;
    }

    /** Runs a program and exits with its code. Standard output of the measured functions is discarded. */
    public static void main(Object command, String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.exit(new CommandLine(command)
                .setOut(out)
                // The make targets set some options. Those that the user adds come later and win.
                .setOverwrittenOptionsAllowed(true)
                .execute(arguments));
    }

    /** The folder of the report, and of other files that the program leaves. */
    protected final Path out() {
        return out;
    }

    protected final CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    /** Prints one line of progress to standard error. */
    protected final void progress(String line) {
        PrintWriter err = commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private String command() {
        // The arguments of a subcommand begin with its name.
        String arguments = commandLine().getParseResult().originalArgs().stream()
                .filter(argument -> !argument.equals(commandLine().getCommandName()))
                .collect(Collectors.joining(" "));
        return "make " + repeat + "=\"" + arguments + '"';
    }
}
