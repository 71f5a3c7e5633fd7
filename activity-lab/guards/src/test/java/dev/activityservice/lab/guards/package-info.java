/**
 * Checks that read the sources of all modules: mutants, the fault matrix, documents and their wording. Start with {@link
 * dev.activityservice.lab.guards.Mutants}.
 */
@NullMarked
package dev.activityservice.lab.guards;

import org.jspecify.annotations.NullMarked;
