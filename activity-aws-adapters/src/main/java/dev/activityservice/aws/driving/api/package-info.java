/** The HTTP API behind API Gateway and function URLs; start at {@link dev.activityservice.aws.driving.api.GatewayApi}. */
@NullMarked
package dev.activityservice.aws.driving.api;

import org.jspecify.annotations.NullMarked;
