/** What every filter of the ingress must do, in namespaces. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.filter;
