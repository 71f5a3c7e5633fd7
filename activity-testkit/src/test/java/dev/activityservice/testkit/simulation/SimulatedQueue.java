package dev.activityservice.testkit.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Delivers at least once, in any order; what was received too often goes to the dead letters. */
final class SimulatedQueue {

    /** As often as the deployed queue lets a message be received. */
    static final int MAX_RECEIVES = 3;

    static final Duration VISIBILITY = Duration.ofSeconds(60);

    private final List<Message> messages = new ArrayList<>();
    private final List<Message> deadLetters = new ArrayList<>();

    static final class Message {

        final String id;
        final String body;
        final Instant sentTime;
        private int receives;
        private Instant visibleFrom;

        Message(String id, String body, Instant sentTime) {
            this.id = id;
            this.body = body;
            this.sentTime = sentTime;
            this.visibleFrom = sentTime;
        }
    }

    void send(Message message) {
        messages.add(message);
    }

    /** @param again whether messages that somebody has received already may come once more, as SQS may do */
    List<Message> receive(Instant now, boolean again, int max, Choices choices) {
        List<Message> candidates = new ArrayList<>();
        for (Message message : List.copyOf(messages)) {
            if (!message.visibleFrom.isAfter(now) || again) {
                if (message.receives == MAX_RECEIVES) {
                    messages.remove(message);
                    deadLetters.add(message);
                } else {
                    candidates.add(message);
                }
            }
        }
        List<Message> received = new ArrayList<>();
        if (!candidates.isEmpty()) {
            int count = 1 + choices.below(Math.min(max, candidates.size()));
            for (int i = 0; i < count; i++) {
                Message message = candidates.remove(choices.below(candidates.size()));
                message.receives++;
                message.visibleFrom = now.plus(VISIBILITY);
                received.add(message);
            }
        }
        return received;
    }

    /** Whether a message was received, not deleted, and must not come yet. */
    boolean hidesAny(Instant now) {
        return messages.stream().anyMatch(message -> message.visibleFrom.isAfter(now));
    }

    void delete(Message message) {
        messages.remove(message);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    List<Message> deadLetters() {
        return List.copyOf(deadLetters);
    }

    void redrive(Message message) {
        deadLetters.remove(message);
        message.receives = 0;
        messages.add(message);
    }
}
