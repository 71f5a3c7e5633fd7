/** Runs tools from npm in tests: {@link dev.activityservice.testbed.npm.NpmTool}. */
@NullMarked
package dev.activityservice.testbed.npm;

import org.jspecify.annotations.NullMarked;
