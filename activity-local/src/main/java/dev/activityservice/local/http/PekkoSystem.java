package dev.activityservice.local.http;

import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;

/** Starts the actor systems that ElasticMQ and the HTTP server run in. */
public final class PekkoSystem {

    /** Pekko must neither end the JVM nor log. */
    private static final Map<String, String> QUIET = Map.of(
            "pekko.loglevel", "OFF",
            "pekko.stdout-loglevel", "OFF",
            "pekko.log-dead-letters", "off",
            "pekko.daemonic", "on",
            "pekko.jvm-exit-on-fatal-error", "off",
            "pekko.jvm-shutdown-hooks", "off",
            "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");

    private PekkoSystem() {}

    /** @param settings in addition to the common ones, by path */
    public static ActorSystem start(String name, Map<String, String> settings) {
        ClassLoader loader = PekkoSystem.class.getClassLoader();
        Map<String, String> all = new HashMap<>(QUIET);
        all.putAll(settings);
        return ActorSystem.create(name, ConfigFactory.parseMap(all).withFallback(ConfigFactory.load(loader)), loader);
    }
}
