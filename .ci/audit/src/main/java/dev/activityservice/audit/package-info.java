/** Known vulnerabilities of what the published modules bring along: {@link dev.activityservice.audit.Main}. */
@NullMarked
package dev.activityservice.audit;

import org.jspecify.annotations.NullMarked;
