package io.weir.core.wire;

/** Protocol numbers of the Ethernet header (IEEE 802 numbers at IANA). */
public final class EtherType {
    /** IPv4, RFC 894. */
    public static final int IPV4 = 0x0800;
    /** ARP, RFC 826. */
    public static final int ARP = 0x0806;
    /** A customer VLAN tag, IEEE 802.1Q. */
    public static final int VLAN = 0x8100;
    /** IPv6, RFC 2464. */
    public static final int IPV6 = 0x86dd;
    /** A provider VLAN tag, IEEE 802.1ad. */
    public static final int PROVIDER_VLAN = 0x88a8;

    /** Below this the field is a length and an LLC header follows (IEEE 802.3). */
    public static final int MINIMUM = 0x0600;

    private EtherType() {}

    static boolean isVlan(int etherType) {
        return etherType == VLAN || etherType == PROVIDER_VLAN;
    }
}
