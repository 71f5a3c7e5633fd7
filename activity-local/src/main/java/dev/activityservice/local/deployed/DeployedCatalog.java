package dev.activityservice.local.deployed;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.deadletters.DryRun;
import dev.activityservice.local.documents.SampleEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.util.List;

/** The catalog with which the system was deployed. Immutable and thread-safe. */
final class DeployedCatalog {

    private final String name;
    private final ActivityCatalog catalog;
    private final List<SampleEvent> samples;
    private final DryRun dryRun;

    /** @param name how messages name the catalog, such as "the catalog shop.json" */
    DeployedCatalog(String name, String text) {
        this.name = name;
        this.catalog = ActivityCatalog.parse(text);
        this.samples = SampleEvent.of(text);
        this.dryRun = new DryRun(catalog);
    }

    String name() {
        return name;
    }

    boolean hasTenants() {
        return catalog.hasTenants();
    }

    boolean has(String type) {
        return catalog.matches(type);
    }

    /** Returns the smallest event of each entry, in the order of the file. */
    List<SampleEvent> samples() {
        return samples;
    }

    /** Returns the timelines on which a deployment shows an event; empty if it does not record the event. */
    List<EntityRef> timelines(TestEvent event) {
        Outcome outcome = outcome(event);
        return outcome instanceof Outcome.Recorded ? outcome.entities() : List.of();
    }

    /** @throws NotRunException if the event would not be on this timeline */
    void requireOn(EntityRef timeline, TestEvent event) {
        Outcome outcome = outcome(event);
        if (!has(event.type())) {
            throw new NotRunException(name + " does not contain the type " + event.type());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            throw new NotRunException(name + " rejects the event " + event.type() + " of this scenario: "
                    + rejected.rejection().code()
                    + (rejected.rejection().pointer().isEmpty()
                            ? ""
                            : " at " + TerminalText.line(rejected.rejection().pointer())));
        }
        if (!(outcome instanceof Outcome.Recorded) || !outcome.entities().contains(timeline)) {
            throw new NotRunException(
                    name + " does not show " + event.type() + " on the timeline of its " + timeline.type());
        }
    }

    private Outcome outcome(TestEvent event) {
        return dryRun.explain(event.delivered(), MessageMetadata.none()).outcome();
    }
}
