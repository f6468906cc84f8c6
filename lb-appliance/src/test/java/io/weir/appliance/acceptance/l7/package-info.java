/** HTTP mode, TLS and persistence at layer 7, with the programs that users have. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.acceptance.l7;
