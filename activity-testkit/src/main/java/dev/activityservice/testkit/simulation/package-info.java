/** What campaigns against a recorder share: {@link dev.activityservice.testkit.simulation.History} judges what they did. */
@NullMarked
package dev.activityservice.testkit.simulation;

import org.jspecify.annotations.NullMarked;
