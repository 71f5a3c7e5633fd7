/**
 * Campaigns against the whole system on real parts, with faults and without; start at {@link
 * dev.activityservice.lab.campaigns.Main}.
 */
@NullMarked
package dev.activityservice.lab.campaigns;

import org.jspecify.annotations.NullMarked;
