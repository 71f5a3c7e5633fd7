/**
 * Documents that are generated from the catalog: a JSON Schema for each event type, and an AsyncAPI document. Start with
 * {@link dev.activityservice.local.documents.CatalogDocuments}.
 */
@NullMarked
package dev.activityservice.local.documents;

import org.jspecify.annotations.NullMarked;
