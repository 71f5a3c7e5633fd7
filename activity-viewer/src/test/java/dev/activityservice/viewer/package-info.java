/** Tests of the element in a real browser, against the real API over a store in memory. */
@NullMarked
package dev.activityservice.viewer;

import org.jspecify.annotations.NullMarked;
