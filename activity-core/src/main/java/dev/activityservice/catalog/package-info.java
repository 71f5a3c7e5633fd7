/**
 * Maps events to entities by a file, the catalog. The entry point is {@link dev.activityservice.catalog.ActivityCatalog}.
 */
@NullMarked
package dev.activityservice.catalog;

import org.jspecify.annotations.NullMarked;
