/** The hexagonal core of the Activity Service. The entry point is {@link dev.activityservice.ActivityService}. */
// The modules that get the package of helpers are compiled later, so the compiler does not find them yet.
@SuppressWarnings("module")
module dev.activityservice.core {
    requires static transitive org.jspecify;
    requires static org.immutables.value.annotations;
    requires com.fasterxml.jackson.core;
    requires transitive io.opentelemetry.api;
    requires io.opentelemetry.context;

    exports dev.activityservice;
    exports dev.activityservice.catalog;
    exports dev.activityservice.event;
    exports dev.activityservice.model;
    exports dev.activityservice.port;
    exports dev.activityservice.port.driven;
    exports dev.activityservice.port.driving;
    exports dev.activityservice.query;
    exports dev.activityservice.telemetry;

    // Not for users.
    exports dev.activityservice.json to
            activity.infra.cdk;
    exports dev.activityservice.text to
            activity.infra.cdk,
            dev.activityservice.aws,
            dev.activityservice.http;
}
