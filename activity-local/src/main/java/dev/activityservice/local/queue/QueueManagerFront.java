package dev.activityservice.local.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.msg.DeleteQueue;
import org.elasticmq.msg.LookupQueue;
import scala.Option;

/** Stands before ElasticMQ's manager of queues, so that requests reach each queue through a {@link QueueFront}. */
final class QueueManagerFront extends AbstractActor {

    private static final Duration MAX_LOOKUP_DURATION = Duration.ofSeconds(5);
    private static final Duration MAX_DELETION_DURATION = Duration.ofSeconds(20);

    private final ActorRef manager;
    private final ActorRef persistence;
    /** The fronts by their queues. */
    private final Map<ActorRef, ActorRef> fronts = new HashMap<>();

    private record Found(String name, Option<ActorRef> queue, ActorRef client) {}

    private QueueManagerFront(ActorRef manager, ActorRef persistence) {
        this.manager = manager;
        this.persistence = persistence;
    }

    static Props props(ActorRef manager, ActorRef persistence) {
        return Props.create(QueueManagerFront.class, () -> new QueueManagerFront(manager, persistence));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(LookupQueue.class, this::lookup)
                .match(DeleteQueue.class, this::delete)
                .match(
                        Found.class,
                        found -> found.client().tell(found.queue().map(queue -> front(found.name(), queue)), getSelf()))
                .match(Terminated.class, ended -> getContext().stop(fronts.remove(ended.actor())))
                .matchAny(message -> manager.forward(message, getContext()))
                .build();
    }

    @SuppressWarnings("unchecked")
    private void lookup(LookupQueue lookup) {
        ActorRef client = getSender();
        ActorRef self = getSelf();
        Patterns.ask(manager, lookup, MAX_LOOKUP_DURATION)
                .thenAccept(found -> self.tell(
                        new Found(lookup.queueName(), (Option<ActorRef>) found, client), ActorRef.noSender()));
    }

    /** Answers when the deletion is on disk. The manager reports it before it answers, and does not wait. */
    private void delete(DeleteQueue deletion) {
        ActorRef client = getSender();
        ActorRef self = getSelf();
        Patterns.ask(manager, deletion, MAX_DELETION_DURATION)
                .thenCompose(done -> Patterns.ask(persistence, PersistenceActor.FLUSH, MAX_DELETION_DURATION)
                        .thenAccept(written -> client.tell(done, self)));
    }

    private ActorRef front(String name, ActorRef queue) {
        return fronts.computeIfAbsent(
                queue,
                absent ->
                        getContext().actorOf(QueueFront.props(name, getContext().watch(queue), persistence)));
    }
}
