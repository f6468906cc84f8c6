/** Persistence tables: which server a client is stuck to. */
@org.jspecify.annotations.NullMarked
package io.weir.core.persist;
