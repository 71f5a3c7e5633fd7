/** Commands about who may read: {@link dev.activityservice.local.access.TokenCommand} and {@link dev.activityservice.local.access.MayCommand}. */
@NullMarked
package dev.activityservice.local.access;

import org.jspecify.annotations.NullMarked;
