/** The command line and the report of each laboratory program; start at {@link dev.activityservice.lab.report.LabCommand}. */
@NullMarked
package dev.activityservice.lab.report;

import org.jspecify.annotations.NullMarked;
