/** A real browser for tests of web pages: {@link dev.activityservice.testbed.browser.Chromium}. */
@NullMarked
package dev.activityservice.testbed.browser;

import org.jspecify.annotations.NullMarked;
