/** What the driving adapters share; not for users: {@link dev.activityservice.aws.internal.JsonLog} and JSON input. */
@NullMarked
package dev.activityservice.aws.internal;

import org.jspecify.annotations.NullMarked;
