/** Tests of alerts by e-mail. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.alert;
