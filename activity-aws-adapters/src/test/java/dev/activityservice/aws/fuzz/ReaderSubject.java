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
    private static final EventReader WITHOUT_EXTENSIONS = EventReader.create();
    private static final MessageMetadata METADATA = MessageMetadata.builder()
            .messageId("m")
            .sentTime(Instant.parse("2026-01-05T10:00:00Z"))
            .build();

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
        }
        if (isText) {
            assertThat(READER.read(new String(input, StandardCharsets.UTF_8), METADATA))
                    .isEqualTo(answer);
        }
        assertThat(WITHOUT_EXTENSIONS.read(input, METADATA)).isEqualTo(withoutExtensions(answer));
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
