/** Tests of the network values. */
@org.jspecify.annotations.NullMarked
package io.weir.core.net;
