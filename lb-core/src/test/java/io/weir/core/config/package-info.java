/** Tests of the configuration reader. */
@org.jspecify.annotations.NullMarked
package io.weir.core.config;
