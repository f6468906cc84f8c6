/** What tests of several modules share: network namespaces as hosts, and the check for leaked descriptors. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.testing;
