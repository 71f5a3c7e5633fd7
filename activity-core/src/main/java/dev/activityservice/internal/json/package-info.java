/** How this library reads JSON: one bounded {@link dev.activityservice.internal.json.Json#FACTORY factory}, one set of refusals. */
@NullMarked
package dev.activityservice.internal.json;

import org.jspecify.annotations.NullMarked;
