/** What nobody sees. */
@NullMarked
package dev.activityservice.testkit.arch.violating.internal;

import org.jspecify.annotations.NullMarked;
