/** Campaigns of faults against the whole system on real parts; the command line {@link dev.activityservice.campaign.Main}. */
@NullMarked
package dev.activityservice.campaign;

import org.jspecify.annotations.NullMarked;
