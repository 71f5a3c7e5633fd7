/**
 * The tests of a deployed system: {@link dev.activityservice.local.deployed.SmokeCommand} and {@link
 * dev.activityservice.local.deployed.IntegrationTestCommand}.
 */
@NullMarked
package dev.activityservice.local.deployed;

import org.jspecify.annotations.NullMarked;
