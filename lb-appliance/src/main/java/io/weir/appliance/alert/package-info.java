/** E-mail on transitions: gathered into digests, limited, tried again, off the control thread. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.alert;
