/** The demonstration: real clients and servers on lab hosts, the real daemon between them, and what is seen. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.demo;
