/** A store in memory, contracts, fixtures and architecture rules for tests. Entry point: {@link dev.activityservice.testkit.junit.ActivityExtension}. */
module dev.activityservice.testkit {
    requires transitive dev.activityservice.core;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive com.tngtech.archunit;
    requires static transitive org.jspecify;

    exports dev.activityservice.testkit.arch;
    exports dev.activityservice.testkit.assertion;
    exports dev.activityservice.testkit.contract;
    exports dev.activityservice.testkit.fixture;
    exports dev.activityservice.testkit.junit;
    exports dev.activityservice.testkit.memory;
    exports dev.activityservice.testkit.simulation;
}
