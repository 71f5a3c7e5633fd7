/** The README's examples, as tests. */
@NullMarked
package dev.activityservice.testkit.readme;

import org.jspecify.annotations.NullMarked;
