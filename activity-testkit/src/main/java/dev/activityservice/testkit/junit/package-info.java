/** A working activity service for JUnit Jupiter tests: {@link dev.activityservice.testkit.junit.ActivityExtension}. */
@NullMarked
package dev.activityservice.testkit.junit;

import org.jspecify.annotations.NullMarked;
