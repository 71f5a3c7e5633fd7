package dev.activityservice.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.DeadLettersQueueData;
import org.elasticmq.MessageContent;
import org.elasticmq.MillisVisibilityTimeout;
import org.elasticmq.NeverReceived$;
import org.elasticmq.QueueData;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.mutable.ArrayBuffer$;

/** Tests the order in which events reach the database actor. */
@Execution(ExecutionMode.CONCURRENT)
class PersistenceActorTest {

    private static final String QUEUE = "queue";
    private static final String DEAD_LETTERS = "dead";
    private static final long TIMEOUT_SECONDS = 60;

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private ActorSystem system;
    private ActorRef storage;

    @BeforeEach
    void start() throws Exception {
        system = ActorSystem.create();
        storage = system.actorOf(PersistenceActor.props(Props.create(Database.class, () -> new Database(received))));
        storage.tell(new QueueEvent.QueueCreated(queue(3)), ActorRef.noSender());
        assertThat(next()).isInstanceOf(QueueEvent.QueueCreated.class);
    }

    @AfterEach
    void stop() {
        system.terminate();
    }

    @Test
    void a_message_that_moves_is_added_before_it_is_removed_if_its_removal_is_reported_first() throws Exception {
        QueueEvent.MessageRemoved removed = new QueueEvent.MessageRemoved(QUEUE, "m");
        QueueEvent.MessageAdded added = new QueueEvent.MessageAdded(DEAD_LETTERS, message(3));

        ask(removed);
        ask(added);
        ask(PersistenceActor.FLUSH);

        assertThat(received).startsWith(added, removed).hasSize(3);
    }

    @Test
    void a_message_that_moves_is_removed_even_if_its_removal_is_not_reported() throws Exception {
        QueueEvent.MessageAdded added = new QueueEvent.MessageAdded(DEAD_LETTERS, message(3));

        ask(added);
        ask(PersistenceActor.FLUSH);

        assertThat(received).startsWith(added, new QueueEvent.MessageRemoved(QUEUE, "m"));
    }

    @Test
    void a_removal_that_is_reported_after_the_message_came_back_is_not_written() throws Exception {
        QueueEvent.MessageAdded there = new QueueEvent.MessageAdded(DEAD_LETTERS, message(3));
        QueueEvent.MessageAdded back = new QueueEvent.MessageAdded(QUEUE, message(0));
        ask(there);
        ask(new QueueEvent.MessageRemoved(DEAD_LETTERS, "m"));
        ask(back);
        ask(PersistenceActor.FLUSH);
        received.clear();

        ask(new QueueEvent.MessageRemoved(QUEUE, "m"));
        ask(PersistenceActor.FLUSH);

        assertThat(received).doesNotContain(new QueueEvent.MessageRemoved(QUEUE, "m"));
    }

    @Test
    void a_deletion_is_written_before_its_answer() throws Exception {
        QueueEvent.MessageRemoved removed = new QueueEvent.MessageRemoved(QUEUE, "m");
        storage.tell(new QueueFront.Deletion(QUEUE, "m"), ActorRef.noSender());

        ask(removed);

        assertThat(received).containsExactly(removed);
    }

    @Test
    void a_removal_without_an_addition_is_not_written_at_a_stop() throws Exception {
        QueueEvent.MessageRemoved removed = new QueueEvent.MessageRemoved(QUEUE, "m");

        ask(removed);
        ask(PersistenceActor.FLUSH);

        assertThat(received).doesNotContain(removed);
    }

    @Test
    void a_move_to_the_same_queue_keeps_the_row() throws Exception {
        InternalMessage message = message(0);

        ask(new QueueEvent.MessageRemoved(QUEUE, "m"));
        ask(new QueueEvent.MessageAdded(QUEUE, message));

        assertThat(received).containsExactly(new QueueEvent.MessageUpdated(QUEUE, message));
    }

    @Test
    void a_failing_database_stops_the_server() throws Exception {
        storage.tell("fail", ActorRef.noSender());

        system.getWhenTerminated().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private Object next() throws InterruptedException {
        return received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void ask(Object event) throws Exception {
        awaitDone(send(event));
    }

    private CompletionStage<Object> send(Object event) {
        return Patterns.ask(storage, event, Duration.ofSeconds(TIMEOUT_SECONDS));
    }

    private static void awaitDone(CompletionStage<Object> answer) throws Exception {
        assertThat(answer.toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .isEqualTo(OperationSuccessful$.MODULE$);
    }

    private static QueueData queue(int maxReceives) {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        return new QueueData(
                QUEUE,
                new MillisVisibilityTimeout(1000),
                Duration.ZERO,
                Duration.ZERO,
                now,
                now,
                Option.apply(new DeadLettersQueueData(DEAD_LETTERS, maxReceives)),
                false,
                false,
                Option.empty(),
                Option.empty(),
                Map$.MODULE$.empty());
    }

    private static InternalMessage message(int receives) {
        return new InternalMessage(
                "m",
                ArrayBuffer$.MODULE$.empty(),
                0,
                new MessageContent("body"),
                Map$.MODULE$.empty(),
                OffsetDateTime.now(ZoneOffset.UTC),
                0,
                NeverReceived$.MODULE$,
                receives,
                false,
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.apply(QUEUE));
    }

    /** Answers like the database actor of ElasticMQ. */
    private static final class Database extends AbstractActor {

        private final BlockingQueue<Object> received;

        Database(BlockingQueue<Object> received) {
            this.received = received;
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .matchEquals("fail", fail -> {
                        throw new IllegalStateException("The disk is full");
                    })
                    .matchAny(event -> {
                        received.add(event);
                        getSender().tell(OperationSuccessful$.MODULE$, getSelf());
                    })
                    .build();
        }
    }
}
