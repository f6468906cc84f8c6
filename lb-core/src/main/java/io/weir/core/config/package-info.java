/** The configuration file: YAML with line and column of every key, to a validated {@link io.weir.core.service.Configuration}. */
@org.jspecify.annotations.NullMarked
package io.weir.core.config;
