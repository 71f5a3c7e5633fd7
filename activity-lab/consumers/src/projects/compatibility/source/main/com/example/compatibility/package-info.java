/** Uses the published jars as an application does. The entry point is {@link com.example.compatibility.RecordAndFind}. */
package com.example.compatibility;
