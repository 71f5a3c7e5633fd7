/** Validates HTTP responses against an OpenAPI document: {@link dev.activityservice.testbed.openapi.ApiContract}. */
@NullMarked
package dev.activityservice.testbed.openapi;

import org.jspecify.annotations.NullMarked;
