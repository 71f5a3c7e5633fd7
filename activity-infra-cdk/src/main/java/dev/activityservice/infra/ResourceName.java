package dev.activityservice.infra;

/** The names of resources, and of what holds them. Needs no CDK, so the packaging tool can use it. */
final class ResourceName {

    /** The beginning of a stack's default name. The reference system has stacks of other names. */
    static final String PRODUCT = "ActivityTimeline";
    /** The folder of Terraform's state by default. */
    static final String STATE_FOLDER = "activity-timeline";

    private ResourceName() {}

    /** Returns the name of a resource: service, part and environment. */
    static String of(String service, String part, String env) {
        return service + "-" + part + "-" + env;
    }
}
