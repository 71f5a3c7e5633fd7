package dev.activityservice.testbed.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StartTurnTest {

    @Test
    void the_next_turn_begins_when_one_ends() throws Exception {
        StartTurn first = StartTurn.await(60);
        CompletableFuture<StartTurn> next = CompletableFuture.supplyAsync(() -> take(60));
        assertThatThrownBy(() -> StartTurn.await(0)).isInstanceOf(IOException.class);
        assertThat(next).isNotDone();

        first.end();
        first.end();

        StartTurn second = next.get(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> StartTurn.await(0))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot start a function: another one did not finish its start within 0 seconds");
        second.end();
        StartTurn.await(60).end();
    }

    private static StartTurn take(long seconds) {
        try {
            return StartTurn.await(seconds);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
