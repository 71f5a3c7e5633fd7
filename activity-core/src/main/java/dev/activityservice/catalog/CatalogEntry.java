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
import dev.activityservice.model.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entry of a catalog: maps the events of one pattern to activities. Immutable and thread-safe. */
final class CatalogEntry {

    /** Each entity has one bit in a {@code long}. The actor, each attribute and the tenant have one, too. */
    static final int MAX_ENTITIES = 30;

    static final int MAX_ATTRIBUTES = 32;

    /** The values of {@code authtype} for a person (CloudEvents extension "Auth Context"). The others are programs, or unknown. */
    private static final Set<String> PERSONS = Set.of("user", "app_user");

    private final EventTypePattern pattern;
    /** The entities in the order of the file, then the actor, then the attributes in the order of the file, then the tenant. */
    private final List<CatalogField> fields;

    private final @Nullable String actorType;
    private final @Nullable SummaryTemplate summary;
    private final @Nullable Duration retention;
    /** The types of the readers of an entity, by the type of the entity. */
    private final Map<String, List<String>> readers;

    private final @Nullable AllowedSources sources;
    private final @Nullable MatcherNode data;

    /** Throws {@link IllegalArgumentException} if the pointers mix array indexes and names in too many ways. */
    CatalogEntry(
            EventTypePattern pattern,
            List<CatalogField> fields,
            @Nullable String actorType,
            @Nullable SummaryTemplate summary,
            @Nullable Duration retention,
            Map<String, List<String>> readers,
            @Nullable AllowedSources sources) {
        this.pattern = pattern;
        this.fields = List.copyOf(fields);
        this.actorType = actorType;
        this.summary = summary;
        this.retention = retention;
        this.readers = readers;
        this.sources = sources;
        this.data = PointerMatcher.compile(this.fields);
    }

    EventTypePattern pattern() {
        return pattern;
    }

    /** Returns the types of the entities in the order of the file. */
    List<String> entityTypes() {
        return fields.stream()
                .filter(field -> field.kind() == CatalogField.Kind.ENTITY)
                .map(CatalogField::name)
                .toList();
    }

    /** Returns the location of the tenant; null without one. */
    @Nullable
    EventPointer tenant() {
        CatalogField last = fields.get(fields.size() - 1);
        return last.kind() == CatalogField.Kind.TENANT ? last.pointer() : null;
    }

    /** Returns how long activities are kept; null if they never expire. */
    @Nullable
    Duration retention() {
        return retention;
    }

    /** Returns the patterns of the sources that may publish the events of this entry; empty if every source may. */
    List<String> sources() {
        return sources == null ? List.of() : sources.patterns();
    }

    /** Returns the timelines of an event that many events share, see {@link ActivityCatalog#sharedTimelines}. */
    List<EntityRef> sharedTimelines(DomainEvent event) {
        List<EntityRef> shared = new ArrayList<>();
        for (CatalogField field : fields) {
            String id = field.pointer().valueIn(event);
            if (field.kind() == CatalogField.Kind.ENTITY
                    && id != null
                    && isShared(field.pointer().root(), event.actor())
                    && !id.isBlank()
                    && !field.except().contains(id)) {
                shared.add(EntityRef.of(field.name(), id));
            }
        }
        return List.copyOf(shared);
    }

    private static boolean isShared(EventPointer.Root root, @Nullable Actor actor) {
        return root == EventPointer.Root.TYPE
                || root == EventPointer.Root.SOURCE
                || (root == EventPointer.Root.AUTHID
                        && actor != null
                        && actor.type() != null
                        && !PERSONS.contains(actor.type()));
    }

    /** Returns the number of nodes in the matcher of this entry. */
    int nodeCount() {
        return data == null ? 0 : data.count();
    }

    Mapping map(DomainEvent event) {
        MappingCollector collector = new MappingCollector(fields, actorType);
        try {
            if (sources != null) {
                sources.require(event);
            }
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
        Actor actor = event.actor();
        for (int field = 0; field < fields.size(); field++) {
            CatalogField wanted = fields.get(field);
            EventPointer pointer = wanted.pointer();
            String value = pointer.valueIn(event);
            if (value == null) {
                continue;
            }
            if (wanted.isAttribute()) {
                collector.addAttribute(field, JsonText.toJson(value));
            } else if (wanted.kind() == CatalogField.Kind.ACTOR
                    && pointer.root() == EventPointer.Root.AUTHID
                    && actor != null) {
                collector.eventActor(field, actor);
            } else {
                collector.id(field, value, pointer::text);
            }
        }
    }

    private List<Activity> activities(DomainEvent event, List<EntityRef> entities, MappingCollector collector)
            throws Refusal {
        Actor found = collector.actor();
        Actor actor = found == null ? event.actor() : found;
        ActivityAttributes attributes = collector.attributes();
        String line = summary == null ? null : summary.render(collector, entities);
        // One builder for all activities, because they differ only in their entity.
        Activity.Builder builder = Activity.builder(entities.get(0), event.identity(), event.type(), event.time())
                .tenant(collector.tenant())
                .timeSource(event.timeSource())
                .actor(actor)
                .correlationId(event.correlationId())
                .causationId(event.causationId())
                .sequence(event.sequence())
                .attributes(attributes)
                .summary(line)
                .trace(event.trace())
                .retention(retention);
        Map<String, List<EntityRef>> candidates = candidates(entities);
        Activity[] activities = new Activity[entities.size()];
        int items = activities.length;
        for (int i = 0; i < activities.length; i++) {
            EntityRef entity = entities.get(i);
            if (!candidates.isEmpty()) {
                List<EntityRef> ofEntity = without(entity, candidates.getOrDefault(entity.type(), List.of()));
                items += ofEntity.size();
                // Checked here, because a thousand entities could be each other's readers.
                if (items > MappingCollector.MAX_ENTITIES) {
                    throw new Refusal(
                            Rejection.Code.TOO_MANY_ENTITIES,
                            "/data",
                            "The event must give at most " + MappingCollector.MAX_ENTITIES
                                    + " activities and readers together");
                }
                builder.readers(ofEntity);
            }
            activities[i] = builder.entity(entity).build();
        }
        return List.of(activities);
    }

    /** Returns the entities that may be readers, by the type of the entity that they may read. */
    private Map<String, List<EntityRef>> candidates(List<EntityRef> entities) {
        if (readers.isEmpty()) {
            return Map.of();
        }
        Map<String, List<EntityRef>> candidates = new HashMap<>();
        readers.forEach((type, readerTypes) -> candidates.put(
                type,
                entities.stream()
                        .filter(each -> readerTypes.contains(each.type()))
                        .toList()));
        return candidates;
    }

    private static List<EntityRef> without(EntityRef entity, List<EntityRef> candidates) {
        return candidates.contains(entity)
                ? candidates.stream().filter(each -> !each.equals(entity)).toList()
                : candidates;
    }
}
