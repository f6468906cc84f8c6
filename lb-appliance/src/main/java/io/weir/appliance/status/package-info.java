/** The system overview: one moment's figures, as a table for people and as JSON for tools. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.status;
