package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.EventReader.Result;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.Warning;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The body of a message: read, and mapped with the reference catalog. No exception is expected. */
final class ReaderSubject implements Subject<byte[], Result> {

    private static final EventReader READER =
            EventReader.create(Set.of("tenantid", "correlationid", "account", "aws:account"));
    private static final EventReader OF_THE_CATALOG = EventReader.create(
            Set.of("tenantid", "correlationid", "account", "aws:account"), ActivityCatalog.reference()::matches);
    private static final EventReader OF_NOTHING =
            EventReader.create(Set.of("tenantid", "correlationid", "account", "aws:account"), type -> false);
    private static final EventReader WITHOUT_EXTENSIONS = EventReader.create();
    private static final MessageMetadata METADATA = MessageMetadata.builder()
            .messageId("m")
            .sentTime(Instant.parse("2026-01-05T10:00:00Z"))
            .build();

    /** Longer inputs of the corpora are in {@link DryRunTest} only, because a campaign must be fast. */
    private static final int MAX_DRY_RUN_BYTES = 16 * 1024;

    @Override
    public byte[] prepare(byte[] input) {
        return input;
    }

    @Override
    public Result run(byte[] input) {
        return READER.read(input, METADATA);
    }

    @Override
    public void check(byte[] input, Result answer) {
        boolean isText = true;
        if (answer instanceof Result.Rejected rejected) {
            Rules.check(rejected.rejection());
            isText = rejected.rejection().code() != Code.INVALID_TEXT;
        } else if (answer instanceof Result.Accepted accepted) {
            for (Warning warning : accepted.warnings()) {
                Rules.assertLine(warning.pointer(), 1024);
                Rules.assertLine(warning.message(), 640);
            }
            Rules.check(ActivityCatalog.reference().map(accepted.event()));
        } else {
            assertThat(answer).as("a reader of all types").isNotInstanceOf(Result.Unwanted.class);
        }
        checkRelevance(input, answer);
        if (isText) {
            assertThat(READER.read(new String(input, StandardCharsets.UTF_8), METADATA))
                    .isEqualTo(answer);
            if (input.length <= MAX_DRY_RUN_BYTES) {
                DryRuns.checkOne(new String(input, StandardCharsets.UTF_8), METADATA);
            }
        }
        assertThat(WITHOUT_EXTENSIONS.read(input, METADATA)).isEqualTo(withoutExtensions(answer));
    }

    /** A reader of some types reads the same, or says that it does not want the type, which it then has not validated further. */
    private static void checkRelevance(byte[] input, Result answer) {
        Result relevant = OF_THE_CATALOG.read(input, METADATA);
        if (relevant instanceof Result.Unwanted unwanted) {
            assertThat(ActivityCatalog.reference().matches(unwanted.type())).isFalse();
            assertThat(OF_NOTHING.read(input, METADATA)).isEqualTo(unwanted);
            if (answer instanceof Result.Accepted accepted) {
                assertThat(accepted.event().type()).isEqualTo(unwanted.type());
                assertThat(accepted.event().trace()).isEqualTo(unwanted.trace());
            }
        } else {
            assertThat(relevant).isEqualTo(answer);
            if (answer instanceof Result.Accepted accepted) {
                assertThat(OF_NOTHING.read(input, METADATA))
                        .isEqualTo(new Result.Unwanted(
                                accepted.event().type(), accepted.event().trace()));
            }
        }
    }

    private static Result withoutExtensions(Result result) {
        if (!(result instanceof Result.Accepted accepted)) {
            return result;
        }
        DomainEvent event = accepted.event();
        return new Result.Accepted(
                DomainEvent.builder(event.identity(), event.type(), event.time())
                        .copyOf(event)
                        .extensions(Map.of())
                        .build(),
                accepted.warnings(),
                accepted.specVersion());
    }
}
