/** How to set up a real server for direct return or NAT: recipes for every system, as text and as scripts. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.guide;
