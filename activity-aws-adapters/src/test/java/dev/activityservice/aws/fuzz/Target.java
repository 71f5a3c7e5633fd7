package dev.activityservice.aws.fuzz;

import dev.activityservice.aws.driven.dynamodb.KeySubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The targets of fuzzing. Each has a folder of inputs in the source tree. */
enum Target {
    READER(new ReaderSubject()),
    CATALOG(new CatalogSubject()),
    MAPPING(new MappingSubject()),
    CURSOR(new CursorSubject()),
    KEY(new KeySubject()),
    URL(new UrlSubject()),
    REQUEST(new RequestSubject()),
    BATCH(new BatchSubject()),
    RESPONSE(new ResponseSubject()),
    EXPORT(new ExportSubject());

    private static final Path CORPORA = Path.of("src", "test", "fuzz");

    // Subjects are stateless, which the compiler cannot check.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Subject<?, ?> subject;

    Target(Subject<?, ?> subject) {
        this.subject = subject;
    }

    static Target named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Returns the name in lower case, which folders and the command line use. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the folder of the inputs in the source tree. */
    Path corpus() {
        return CORPORA.resolve(title());
    }

    List<Path> inputs() {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws {@link AssertionError}, or the exception of the code, if the input is a finding. */
    void accept(byte[] input, Limits limits) {
        accept(subject, LongInput.expand(input), limits);
    }

    private static <I, T> void accept(Subject<I, T> subject, byte[] input, Limits limits) {
        I prepared = subject.prepare(input);
        subject.check(prepared, limits.measured(subject.size(input, prepared), () -> subject.run(prepared)));
    }
}
