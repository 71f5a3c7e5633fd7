/** Says what was measured, where and by which command, as text, Markdown and JSON; start at {@link dev.activityservice.benchmarks.report.Report}. */
@NullMarked
package dev.activityservice.benchmarks.report;

import org.jspecify.annotations.NullMarked;
