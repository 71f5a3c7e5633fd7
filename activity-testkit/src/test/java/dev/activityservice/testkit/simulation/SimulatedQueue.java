package dev.activityservice.testkit.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A queue that delivers at least once, in any order. After the maximum number of receives a message is a dead letter. */
final class SimulatedQueue {

    /** The maxReceiveCount of the deployed queue. */
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

    /** @param again true if invisible messages may be delivered again, because SQS may do so */
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

    /** Returns true if a message was received, was not deleted, and is still invisible. */
    boolean hasInvisible(Instant now) {
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
