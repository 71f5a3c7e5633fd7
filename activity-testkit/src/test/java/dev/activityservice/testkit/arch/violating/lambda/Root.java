package dev.activityservice.testkit.arch.violating.lambda;

import java.time.InstantSource;
import java.util.Map;

public class Root {

    Map<String, String> environment() {
        return System.getenv();
    }

    InstantSource clock() {
        return InstantSource.system();
    }
}
