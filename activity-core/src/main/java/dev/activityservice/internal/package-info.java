/** The use cases behind the driving ports; not exported. */
@NullMarked
package dev.activityservice.internal;

import org.jspecify.annotations.NullMarked;
