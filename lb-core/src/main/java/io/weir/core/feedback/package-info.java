/** What agents on servers say of their load, and whether they want clients at all. */
@org.jspecify.annotations.NullMarked
package io.weir.core.feedback;
