/** JSON of the local stack's protocols, as maps and lists: {@link dev.activityservice.local.json.Json}. */
@NullMarked
package dev.activityservice.local.json;

import org.jspecify.annotations.NullMarked;
