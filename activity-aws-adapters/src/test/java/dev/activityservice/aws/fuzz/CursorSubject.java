package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.EntityRef;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.InvalidQueryException;
import dev.activityservice.query.PageToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * A cursor, as text, or as the bytes before their checksum if they begin with a version. An {@link InvalidQueryException} is
 * expected.
 */
final class CursorSubject implements Subject<String, Object> {

    private static final int MAX_VERSION = 9;

    @Override
    public String prepare(byte[] input) {
        if (input.length == 0 || input[0] < 0 || input[0] > MAX_VERSION) {
            return new String(input, StandardCharsets.UTF_8);
        }
        CRC32 checksum = new CRC32();
        checksum.update(input);
        byte[] token = ByteBuffer.allocate(input.length + Integer.BYTES)
                .put(input)
                .putInt((int) checksum.getValue())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    @Override
    public Object run(String text) {
        try {
            return PageToken.parse(text);
        } catch (InvalidQueryException e) {
            return e;
        }
    }

    @Override
    public void check(String text, Object answer) {
        if (answer instanceof InvalidQueryException e) {
            assertThat(e.reason()).isEqualTo(InvalidQueryException.Reason.INVALID_CURSOR);
            Rules.assertLine(String.valueOf(e.getMessage()), 640);
        } else if (answer instanceof PageToken token) {
            assertThat(token).hasToString(text);
            ActivityQuery query = ActivityQuery.of(EntityRef.of("order", "1"));
            if (token.belongsTo(query)) {
                assertThat(query.after(token).pageToken()).isEqualTo(token);
            } else {
                assertThatThrownBy(() -> query.after(token)).isInstanceOf(InvalidQueryException.class);
            }
        }
    }
}
