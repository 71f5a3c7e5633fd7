/** Which events concern which entities, as data: start at {@link dev.activityservice.catalog.ActivityCatalog}. */
@NullMarked
package dev.activityservice.catalog;

import org.jspecify.annotations.NullMarked;
