/** What is kept from the kernel's own network stack because others on this host serve it, whatever means does it. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.filter;
