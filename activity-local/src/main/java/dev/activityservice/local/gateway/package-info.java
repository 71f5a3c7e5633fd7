/** A gateway that does the work of Amazon API Gateway: {@link dev.activityservice.local.gateway.Gateway}. */
@NullMarked
package dev.activityservice.local.gateway;

import org.jspecify.annotations.NullMarked;
