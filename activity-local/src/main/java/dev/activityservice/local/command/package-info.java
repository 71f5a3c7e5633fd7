/** What all commands share: their options, SDK clients and messages; see {@link dev.activityservice.local.command.StackOptions}. */
@NullMarked
package dev.activityservice.local.command;

import org.jspecify.annotations.NullMarked;
