/** What API Gateway does before a function: {@link dev.activityservice.local.gateway.Gateway}. */
@NullMarked
package dev.activityservice.local.gateway;

import org.jspecify.annotations.NullMarked;
