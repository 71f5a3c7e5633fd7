/** Tokens of the local stack: {@link dev.activityservice.local.token.TokenIssuer} signs them and verifies them. */
@NullMarked
package dev.activityservice.local.token;

import org.jspecify.annotations.NullMarked;
