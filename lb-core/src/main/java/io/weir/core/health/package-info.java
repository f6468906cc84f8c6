/** Health checks and the rise and fall counting that turns results into states. */
@org.jspecify.annotations.NullMarked
package io.weir.core.health;
