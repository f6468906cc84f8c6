/** What the operator configured: virtual services, real servers and their options; and the live load of each. */
@org.jspecify.annotations.NullMarked
package io.weir.core.service;
