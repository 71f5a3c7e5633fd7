/** Says what was measured, where and by which command, as text, Markdown and JSON; start at {@link dev.activityservice.lab.benchmarks.report.Report}. */
@NullMarked
package dev.activityservice.lab.benchmarks.report;

import org.jspecify.annotations.NullMarked;
