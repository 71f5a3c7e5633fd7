package dev.activityservice.local.http;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.scaladsl.ConnectionContext;
import org.apache.pekko.http.scaladsl.Http;
import org.apache.pekko.http.scaladsl.Http$;
import org.apache.pekko.http.scaladsl.HttpExt;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;

/**
 * Refuses requests before they reach the server of an actor system that this project does not bind itself, such as ElasticMQ's.
 *
 * <p>Implementation note. ElasticMQ binds its routes itself and has no hook for requests. A proxy before it would leave its own port
 * open. Pekko's servers of an actor system are bound by one extension, so this class replaces it. Pekko has no public way to do that.
 */
public final class GuardedHttp extends HttpExt {

    private final Function<HttpRequest, @Nullable HttpResponse> guard;

    private GuardedHttp(ExtendedActorSystem system, Function<HttpRequest, @Nullable HttpResponse> guard) {
        super(system.settings().config().getConfig("pekko.http"), system);
        this.guard = guard;
    }

    /**
     * Guards all servers that the actor system binds later.
     *
     * @param guard returns the response to a request that must be refused; null for others
     */
    @SuppressWarnings("unchecked")
    public static void install(ActorSystem system, Function<HttpRequest, @Nullable HttpResponse> guard) {
        try {
            Field extensions = system.getClass().getDeclaredField("extensions");
            extensions.setAccessible(true);
            ((Map<Object, Object>) extensions.get(system))
                    .put(Http$.MODULE$, new GuardedHttp((ExtendedActorSystem) system, guard));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot guard the HTTP server: this version of Pekko is not known", e);
        }
    }

    @Override
    public Future<Http.ServerBinding> bindAndHandleImpl(
            org.apache.pekko.stream.scaladsl.Flow<HttpRequest, HttpResponse, Object> handler,
            String host,
            int port,
            ConnectionContext context,
            ServerSettings settings,
            LoggingAdapter log,
            Materializer materializer) {
        Flow<HttpRequest, HttpResponse, Object> answered = handler.asJava();
        Flow<HttpRequest, HttpResponse, Object> guarded = Flow.<HttpRequest>create()
                .flatMapConcat(request -> {
                    HttpResponse refusal = guard.apply(request);
                    if (refusal == null) {
                        return Source.single(request).via(answered);
                    }
                    request.discardEntityBytes(materializer);
                    return Source.single(refusal);
                })
                .mapMaterializedValue(unused -> unused);
        return super.bindAndHandleImpl(guarded.asScala(), host, port, context, settings, log, materializer);
    }
}
