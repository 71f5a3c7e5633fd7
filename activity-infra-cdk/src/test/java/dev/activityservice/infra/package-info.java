/** Tests and comparison of the three flavours. The entry point is {@link dev.activityservice.infra.ParityTest}. */
@NullMarked
package dev.activityservice.infra;

import org.jspecify.annotations.NullMarked;
