/** The custom element activity-timeline as a WebJar. The entry point is {@link dev.activityservice.viewer.ViewerScript}. */
module dev.activityservice.viewer {
    requires static transitive org.jspecify;

    exports dev.activityservice.viewer;
}
