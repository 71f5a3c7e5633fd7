/** Runs tools of other authors in tests: {@link dev.activityservice.testbed.tool.ToolProcess}. */
@NullMarked
package dev.activityservice.testbed.tool;

import org.jspecify.annotations.NullMarked;
