package dev.activityservice.catalog;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.catalog.PointerMatcher.Node;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.Attributes;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the events of one pattern concern, and what of them is kept. Immutable and thread-safe. */
final class CatalogEntry {

    /** One bit each in a {@code long}, with room for the actor. */
    static final int MAX_ENTITIES = 30;

    static final int MAX_KEPT = 32;

    private final EventTypePattern pattern;
    /** Entities in the order of the file, then the actor, then the kept fields in the order of the file. */
    private final List<Slot> slots;

    private final @Nullable String actorType;
    private final @Nullable SummaryTemplate summary;
    private final @Nullable Duration retention;
    private final @Nullable Node data;

    /** Throws {@link IllegalArgumentException} if the pointers mix indexes and names beyond measure. */
    CatalogEntry(
            EventTypePattern pattern,
            List<Slot> slots,
            @Nullable String actorType,
            @Nullable SummaryTemplate summary,
            @Nullable Duration retention) {
        this.pattern = pattern;
        this.slots = List.copyOf(slots);
        this.actorType = actorType;
        this.summary = summary;
        this.retention = retention;
        this.data = PointerMatcher.compile(this.slots);
    }

    EventTypePattern pattern() {
        return pattern;
    }

    /** How much it takes to find its pointers. */
    int nodes() {
        return data == null ? 0 : data.count();
    }

    Mapping map(DomainEvent event) {
        Findings findings = new Findings(slots, actorType);
        try {
            lookOutsideOfData(event, findings);
            String json = event.data();
            if (data != null && json != null) {
                DataWalk.run(json, data, slots, findings);
            }
            List<EntityRef> entities = findings.entities();
            return entities.isEmpty()
                    ? new Mapping.NoEntity(pattern, findings.warnings())
                    : new Mapping.Mapped(pattern, activities(event, entities, findings), findings.warnings());
        } catch (Refusal refusal) {
            return new Mapping.Refused(pattern, refusal.rejection());
        }
    }

    private void lookOutsideOfData(DomainEvent event, Findings findings) throws Refusal {
        String subject = event.subject();
        Actor actor = event.actor();
        for (int slot = 0; slot < slots.size(); slot++) {
            Slot wanted = slots.get(slot);
            switch (wanted.pointer().root()) {
                case DATA -> {}
                case SUBJECT -> {
                    if (subject != null && wanted.isKeep()) {
                        findings.keep(slot, JsonText.quote(subject));
                    } else if (subject != null) {
                        findings.id(slot, subject, () -> "/subject");
                    }
                }
                case AUTHID -> {
                    if (actor != null) {
                        findings.eventActor(slot, actor);
                    }
                }
            }
        }
    }

    private List<Activity> activities(DomainEvent event, List<EntityRef> entities, Findings findings) {
        Actor found = findings.actor();
        Actor actor = found == null ? event.actor() : found;
        Attributes attributes = findings.attributes();
        String line = summary == null ? null : summary.render(name -> keptJson(name, findings), entities);
        List<Activity> activities = new ArrayList<>(entities.size());
        for (EntityRef entity : entities) {
            Activity.Builder builder = Activity.builder(entity, event.identity(), event.type(), event.time());
            builder.timeSource(event.timeSource())
                    .actor(actor)
                    .correlationId(event.correlationId())
                    .causationId(event.causationId())
                    .sequence(event.sequence())
                    .attributes(attributes)
                    .summary(line)
                    .trace(event.trace())
                    .retention(retention);
            activities.add(builder.build());
        }
        return activities;
    }

    private @Nullable String keptJson(String name, Findings findings) {
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).isKeep() && slots.get(slot).name().equals(name)) {
                return findings.kept(slot);
            }
        }
        return null;
    }
}
