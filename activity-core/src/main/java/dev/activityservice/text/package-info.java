/**
 * Rules of plain text that every other package uses, and that need only the JDK: {@link dev.activityservice.text.Quoted} for
 * messages, {@link dev.activityservice.text.Utf16}, {@link dev.activityservice.text.NameRule} and
 * {@link dev.activityservice.text.Sha256}. Not exported.
 */
@NullMarked
package dev.activityservice.text;

import org.jspecify.annotations.NullMarked;
