/** Schedulers: which of the candidates gets the next connection. Shared by layer 4 and layer 7. */
@org.jspecify.annotations.NullMarked
package io.weir.core.schedule;
