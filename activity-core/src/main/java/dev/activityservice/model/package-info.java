/**
 * The domain model: entities, events and {@link dev.activityservice.model.Activity activities}. All types are values that validate
 * themselves.
 */
@NullMarked
package dev.activityservice.model;

import org.jspecify.annotations.NullMarked;
