/** Tests of the three flavours, and their comparison: start at {@link dev.activityservice.infra.ParityTest}. */
@NullMarked
package dev.activityservice.infra;

import org.jspecify.annotations.NullMarked;
