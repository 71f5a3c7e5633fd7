package dev.activityservice.testkit.arch.violating.technology;

import java.util.logging.Logger;

class LoggingRecorder {

    void record(Logger log) {
        log.info("recorded");
    }
}
