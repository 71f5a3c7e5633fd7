package dev.activityservice.lab.benchmarks.soak;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.simulation.History;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Holds what was published against what is shown. */
final class Timelines {

    private static final int PAGE = 100;

    private final ActivityService service;

    Timelines(ActivityStore store) {
        this.service =
                ActivityService.builder(store).readPolicy(ReadPolicy.allowAll()).build();
    }

    /**
     * The ways in which the promise is broken, one sentence each.
     *
     * @param published how many of the plan's events, from the first on
     */
    List<String> violations(Plan plan, int published) {
        // Generations have no entity in common, so each is judged by itself: millions of activities at once are too
        // many to hold.
        List<String> violations = new ArrayList<>();
        for (int begin = 0; begin < published; begin += Plan.GENERATION) {
            violations.addAll(violations(plan, begin, Math.min(begin + Plan.GENERATION, published)));
        }
        return violations;
    }

    private List<String> violations(Plan plan, int begin, int end) {
        History history = History.create();
        Set<EntityRef> entities = new LinkedHashSet<>();
        for (int number = begin; number < end; number++) {
            List<History.Place> places = plan.places(number);
            history.accepted("message " + number, places);
            places.forEach(place -> entities.add(place.entity()));
        }
        for (EntityRef entity : entities) {
            history.shown(
                    entity,
                    pages(ActivityQuery.of(entity)).stream()
                            .flatMap(List::stream)
                            .toList(),
                    pages(ActivityQuery.builder(entity).limit(PAGE).build()));
        }
        return history.violations();
    }

    private List<List<Activity>> pages(ActivityQuery query) {
        List<List<Activity>> pages = new ArrayList<>();
        for (ActivityQuery next = query; ; ) {
            Page<Activity> page = service.find(null, next);
            pages.add(page.items());
            PageToken token = page.next();
            if (token == null) {
                return pages;
            }
            next = query.after(token);
        }
    }
}
