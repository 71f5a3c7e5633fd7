/** Classes that break each rule. The packages have the names of the rules or layers that they break. */
@NullMarked
package dev.activityservice.testkit.arch.violating;

import org.jspecify.annotations.NullMarked;
