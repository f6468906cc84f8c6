/** The built-in page for services whose servers are all down. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.fallback;
