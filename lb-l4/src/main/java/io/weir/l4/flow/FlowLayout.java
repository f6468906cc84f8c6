package io.weir.l4.flow;

/**
 * What an entry of a flow table looks like: 64 bytes for IPv4, 128 for IPv6, both aligned to 64, so that an IPv4 packet
 * touches one cache line. Fields are in the order of the machine and aligned.
 *
 * <pre>
 *       0               2               4               6             8
 *    0 +---------------+---------------+---------------+---------------+
 *      |  client port  |   VIP port    |  server port  |  source port  |
 *    8 +-------+-------+-------+-------+---------------+---------------+
 *      | proto | mode  | state | class |           server id           |
 *   16 +-------+-------+-------+-------+-------------------------------+
 *      |            packets            |           last seen           |
 *   24 +-------------------------------+---------------+-------+-------+
 *      |   client's Ethernet address, link to it, link to the server   |
 *   32 +-------------------------------+-------------------------------+
 *      |   next in the timer's list    |   previous in the timer's list|
 *   40 +-------------------------------+-------------------------------+
 *      |   client's next sequence no.  | client's last acknowledgment  |
 *   48 +-------------------------------+-------------------------------+
 *      |        client (IPv4)          |          VIP (IPv4)           |
 *   56 +-------------------------------+-------------------------------+
 *      |        server (IPv4)          |         source (IPv4)         |
 *   64 +---------------------------------------------------------------+
 *
 *  IPv6:
 *   48 client high, low | 64 VIP high, low | 80 server high, low | 96 source high, low | 112 unused
 * </pre>
 *
 * The word at 24 holds the Ethernet address in its low 48 bits, the client's link above and the server's link on top.
 */
final class FlowLayout {
    static final int V4_BYTES_LOG2 = 6;
    static final int V6_BYTES_LOG2 = 7;
    static final int ALIGNMENT = 64;

    static final int CLIENT_PORT = 0;
    static final int VIP_PORT = 2;
    static final int SERVER_PORT = 4;
    static final int SOURCE_PORT = 6;
    static final int PROTOCOL = 8;
    static final int MODE = 9;
    static final int STATE = 10;
    static final int TIMEOUT_CLASS = 11;
    static final int SERVER_ID = 12;
    static final int PACKETS = 16;
    static final int LAST_SEEN = 20;
    static final int STATION = 24;
    static final int NEXT = 32;
    static final int PREVIOUS = 36;
    static final int SEQUENCE = 40;
    static final int ACKNOWLEDGMENT = 44;
    static final int ADDRESSES = 48;

    /** Places of the addresses, in units of an address. */
    static final int CLIENT = 0;

    static final int VIP = 1;
    static final int SERVER = 2;
    static final int SOURCE = 3;

    static final long MAC_MASK = 0xffff_ffff_ffffL;
    static final int CLIENT_LINK_SHIFT = 48;
    static final int SERVER_LINK_SHIFT = 56;

    private FlowLayout() {}
}
