/** The script of the custom element for programs that serve it; start at {@link dev.activityservice.viewer.ViewerScript}. */
@NullMarked
package dev.activityservice.viewer;

import org.jspecify.annotations.NullMarked;
