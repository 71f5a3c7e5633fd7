/** Lambda around a function's process: {@link dev.activityservice.local.runtime.RuntimeApi}. */
@NullMarked
package dev.activityservice.local.runtime;

import org.jspecify.annotations.NullMarked;
