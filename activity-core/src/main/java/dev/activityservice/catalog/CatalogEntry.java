package dev.activityservice.catalog;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.catalog.PointerMatcher.MatcherNode;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a catalog: maps the events of one pattern to activities. Immutable and thread-safe. */
final class CatalogEntry {

    /** Each entity has one bit in a {@code long}, and the actor has another one. */
    static final int MAX_ENTITIES = 30;

    static final int MAX_ATTRIBUTES = 32;

    private final EventTypePattern pattern;
    /** The entities in the order of the file, then the actor, then the attributes in the order of the file. */
    private final List<CatalogField> fields;

    private final @Nullable String actorType;
    private final @Nullable SummaryTemplate summary;
    private final @Nullable Duration retention;
    private final @Nullable MatcherNode data;

    /** Throws {@link IllegalArgumentException} if the pointers mix array indexes and names in too many ways. */
    CatalogEntry(
            EventTypePattern pattern,
            List<CatalogField> fields,
            @Nullable String actorType,
            @Nullable SummaryTemplate summary,
            @Nullable Duration retention) {
        this.pattern = pattern;
        this.fields = List.copyOf(fields);
        this.actorType = actorType;
        this.summary = summary;
        this.retention = retention;
        this.data = PointerMatcher.compile(this.fields);
    }

    EventTypePattern pattern() {
        return pattern;
    }

    /** Returns the number of nodes in the matcher of this entry. */
    int nodeCount() {
        return data == null ? 0 : data.count();
    }

    Mapping map(DomainEvent event) {
        MappingCollector collector = new MappingCollector(fields, actorType);
        try {
            collectAttributes(event, collector);
            String json = event.data();
            if (data != null && json != null) {
                DataExtractor.run(json, data, fields, collector);
            }
            List<EntityRef> entities = collector.entities();
            return entities.isEmpty()
                    ? new Mapping.NoEntity(pattern, collector.warnings())
                    : new Mapping.Mapped(pattern, activities(event, entities, collector), collector.warnings());
        } catch (Refusal refusal) {
            return new Mapping.Refused(pattern, refusal.rejection());
        }
    }

    private void collectAttributes(DomainEvent event, MappingCollector collector) throws Refusal {
        String subject = event.subject();
        Actor actor = event.actor();
        for (int field = 0; field < fields.size(); field++) {
            CatalogField wanted = fields.get(field);
            EventPointer.Root root = wanted.pointer().root();
            if (root == EventPointer.Root.AUTHID && actor != null) {
                collector.eventActor(field, actor);
            } else if (root == EventPointer.Root.SUBJECT && subject != null) {
                if (wanted.isAttribute()) {
                    collector.addAttribute(field, JsonText.toJson(subject));
                } else {
                    collector.id(field, subject, () -> "/subject");
                }
            }
        }
    }

    private List<Activity> activities(DomainEvent event, List<EntityRef> entities, MappingCollector collector) {
        Actor found = collector.actor();
        Actor actor = found == null ? event.actor() : found;
        ActivityAttributes attributes = collector.attributes();
        String line = summary == null ? null : summary.render(collector, entities);
        // One builder for all activities, because they differ only in their entity.
        Activity.Builder builder = Activity.builder(entities.get(0), event.identity(), event.type(), event.time())
                .timeSource(event.timeSource())
                .actor(actor)
                .correlationId(event.correlationId())
                .causationId(event.causationId())
                .sequence(event.sequence())
                .attributes(attributes)
                .summary(line)
                .trace(event.trace())
                .retention(retention);
        Activity[] activities = new Activity[entities.size()];
        for (int i = 0; i < activities.length; i++) {
            activities[i] = builder.entity(entities.get(i)).build();
        }
        return List.of(activities);
    }
}
