/** What the service talks about: entities, events and {@link dev.activityservice.model.Activity activities}; values that validate themselves. */
@NullMarked
package dev.activityservice.model;

import org.jspecify.annotations.NullMarked;
