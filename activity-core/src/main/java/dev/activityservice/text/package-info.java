/**
 * Helpers for strings that all other packages may use. They depend only on the JDK: {@link dev.activityservice.text.Quoted} for
 * messages, {@link dev.activityservice.text.Utf16}, {@link dev.activityservice.text.NameRule} and
 * {@link dev.activityservice.text.Sha256}. Exported only to the other modules of this project, so that one class escapes text.
 *
 * <p>This package is separate from {@code json} because the model uses it. {@code json} depends on the model.
 */
@NullMarked
package dev.activityservice.text;

import org.jspecify.annotations.NullMarked;
