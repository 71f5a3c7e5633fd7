/**
 * Reads JSON within fixed limits: one {@link dev.activityservice.json.Json#FACTORY factory}, one check for duplicate keys, one
 * {@link dev.activityservice.json.Refusal} for events that cannot be read, and one {@link dev.activityservice.json.JsonFile} for files of
 * people. Exported only to the packaging tool of the infrastructure.
 */
@NullMarked
package dev.activityservice.json;

import org.jspecify.annotations.NullMarked;
