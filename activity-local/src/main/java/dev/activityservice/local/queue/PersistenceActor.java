package dev.activityservice.local.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.OneForOneStrategy;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.SupervisorStrategy;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.japi.pf.DeciderBuilder;
import org.elasticmq.QueueData;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent;

/**
 * Stands between ElasticMQ's queues and its database, whose keeper by itself loses messages when a process is killed.
 *
 * <p>A message that was received too often moves to the dead-letter queue by two events, and they come in any order: killed between
 * a removal and an addition, it would be nowhere. So a removal that may belong to a move waits for the addition, or a second.
 * {@link InterruptedMoves} repairs what is in both queues then.
 *
 * <p>And a keeper that fails is started anew, in ignorance of its queues: it would acknowledge everything and keep nothing. So one
 * that fails takes the whole server with it.
 */
final class PersistenceActor extends AbstractActor {

    /** Asks for what waits to be written; answered when it is. */
    static final Object FLUSH = new Object();

    private static final Duration LONGEST_MOVE = Duration.ofSeconds(1);

    private final ActorRef keeper;
    /** How often a message may be received before it moves, by queue; other queues' messages move when somebody says so. */
    private final Map<String, Integer> maxReceives = new HashMap<>();
    /** Messages on their way to a consumer that will not move at their next receive: who removes one of these is the consumer. */
    private final Set<String> inHand = new HashSet<>();

    private final Map<String, QueueEvent.MessageRemoved> waiting = new HashMap<>();

    private record MoveIsOver(QueueEvent.MessageRemoved removed) {}

    private PersistenceActor(Props keeper) {
        this.keeper = getContext().watch(getContext().actorOf(keeper, "keeper"));
    }

    /** @param keeper of the database */
    static Props props(Props keeper) {
        return Props.create(PersistenceActor.class, () -> new PersistenceActor(keeper));
    }

    @Override
    public SupervisorStrategy supervisorStrategy() {
        return new OneForOneStrategy(DeciderBuilder.matchAny(failure -> {
                    System.getLogger(PersistenceActor.class.getPackageName())
                            .log(
                                    System.Logger.Level.ERROR,
                                    "The queues cannot be written to disk, and stop; what was accepted is there: start again",
                                    failure);
                    return SupervisorStrategy.stop();
                })
                .build());
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(QueueEvent.QueueCreated.class, event -> {
                    note(event.queue());
                    keeper.forward(event, getContext());
                })
                .match(QueueEvent.QueueMetadataUpdated.class, event -> {
                    note(event.queue());
                    keeper.forward(event, getContext());
                })
                .match(QueueEvent.MessageAdded.class, this::add)
                .match(QueueEvent.MessageUpdated.class, this::update)
                .match(QueueEvent.MessageRemoved.class, this::remove)
                .match(MoveIsOver.class, over -> {
                    if (waiting.remove(over.removed().messageId(), over.removed())) {
                        keeper.tell(over.removed(), ActorRef.noSender());
                    }
                })
                .matchEquals(FLUSH, flush -> {
                    waiting.values().forEach(removed -> keeper.tell(removed, ActorRef.noSender()));
                    waiting.clear();
                    // Of no queue, so it does nothing but be answered after the others.
                    keeper.forward(new QueueEvent.MessageRemoved("", ""), getContext());
                })
                .match(Terminated.class, ended -> getContext().getSystem().terminate())
                .matchAny(event -> keeper.forward(event, getContext()))
                .build();
    }

    private void note(QueueData queue) {
        if (queue.deadLettersQueue().isDefined()) {
            maxReceives.put(queue.name(), queue.deadLettersQueue().get().maxReceiveCount());
        } else {
            maxReceives.remove(queue.name());
        }
    }

    private void add(QueueEvent.MessageAdded event) {
        keeper.forward(event, getContext());
        QueueEvent.MessageRemoved removed = waiting.remove(event.message().id());
        if (removed != null) {
            keeper.tell(removed, ActorRef.noSender());
        }
    }

    private void update(QueueEvent.MessageUpdated event) {
        InternalMessage message = event.message();
        Integer max = maxReceives.get(event.queueName());
        if (max != null && message.receiveCount() < max) {
            inHand.add(message.id());
        } else {
            inHand.remove(message.id());
        }
        keeper.forward(event, getContext());
    }

    private void remove(QueueEvent.MessageRemoved event) {
        if (inHand.remove(event.messageId())) {
            keeper.forward(event, getContext());
        } else {
            waiting.put(event.messageId(), event);
            getContext()
                    .getSystem()
                    .scheduler()
                    .scheduleOnce(
                            LONGEST_MOVE,
                            getSelf(),
                            new MoveIsOver(event),
                            getContext().getDispatcher(),
                            getSelf());
            getSender().tell(OperationSuccessful$.MODULE$, getSelf());
        }
    }
}
