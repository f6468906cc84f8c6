/** Tests of the feedback of servers. */
@org.jspecify.annotations.NullMarked
package io.weir.core.feedback;
