/** Architecture rules for ArchUnit: {@link dev.activityservice.testkit.arch.HexagonRules}. */
@NullMarked
package dev.activityservice.testkit.arch;

import org.jspecify.annotations.NullMarked;
