/** What the tests of the adapters share. */
@NullMarked
package dev.activityservice.aws;

import org.jspecify.annotations.NullMarked;
