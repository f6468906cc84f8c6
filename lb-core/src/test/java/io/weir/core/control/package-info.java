/** Tests of the control plane. */
@org.jspecify.annotations.NullMarked
package io.weir.core.control;
