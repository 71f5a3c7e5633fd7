/** A working service for a JUnit Jupiter test: {@link dev.activityservice.testkit.junit.ActivityExtension}. */
@NullMarked
package dev.activityservice.testkit.junit;

import org.jspecify.annotations.NullMarked;
