@org.jspecify.annotations.NullMarked
package io.weir.l7.persist;
