/** Campaigns of faults against the whole system on real parts; the command line {@link dev.activityservice.lab.campaigns.Main}. */
@NullMarked
package dev.activityservice.lab.campaigns;

import org.jspecify.annotations.NullMarked;
