package dev.activityservice.local.queue;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.msg.ClearQueue;
import org.elasticmq.msg.DeleteMessage;
import org.elasticmq.persistence.sql.GetAllMessages;
import scala.collection.Iterable;

/**
 * Stands before one of ElasticMQ's queues, and reports to the {@link PersistenceActor} what the queue does not report.
 *
 * <p>A deletion by a consumer and the first half of a move cause the same event. Therefore, a {@link Deletion} is reported before each
 * deletion. A purge causes no event. Therefore, the messages that are on disk before the purge are removed after it.
 */
final class QueueFront extends AbstractActor {

    private static final Duration MAX_DURATION = Duration.ofSeconds(20);

    private final String name;
    private final ActorRef queue;
    private final ActorRef persistence;

    /** Until a {@link DeletionEnd}, a removal of this message from this queue is not a part of a move. */
    record Deletion(String queue, String messageId) {}

    record DeletionEnd(Deletion deletion) {}

    /** These messages were removed from this queue. */
    record Purge(String queue, Iterable<InternalMessage> messages) {}

    private QueueFront(String name, ActorRef queue, ActorRef persistence) {
        this.name = name;
        this.queue = queue;
        this.persistence = persistence;
    }

    static Props props(String name, ActorRef queue, ActorRef persistence) {
        return Props.create(QueueFront.class, () -> new QueueFront(name, queue, persistence));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(DeleteMessage.class, this::delete)
                .match(ClearQueue.class, this::purge)
                .matchAny(message -> queue.forward(message, getContext()))
                .build();
    }

    private void delete(DeleteMessage message) {
        Deletion deletion =
                new Deletion(name, message.deliveryReceipt().extractId().id());
        Consumer<Object> answer = answer();
        persistence.tell(deletion, getSelf());
        Patterns.ask(queue, message, MAX_DURATION).whenComplete((done, failure) -> {
            persistence.tell(new DeletionEnd(deletion), ActorRef.noSender());
            if (failure == null) {
                answer.accept(done);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private void purge(ClearQueue message) {
        Consumer<Object> answer = answer();
        Patterns.ask(persistence, new GetAllMessages(name), MAX_DURATION)
                .thenCompose(stored -> Patterns.ask(queue, message, MAX_DURATION)
                        .thenCompose(done -> Patterns.ask(
                                        persistence, new Purge(name, (Iterable<InternalMessage>) stored), MAX_DURATION)
                                .thenAccept(written -> answer.accept(done))));
    }

    /** Returns what answers the sender of this message. */
    private Consumer<Object> answer() {
        ActorRef client = getSender();
        ActorRef self = getSelf();
        return answer -> client.tell(answer, self);
    }
}
