package io.weir.kernel.nftables;

import io.weir.kernel.netlink.MarkedDelivery;
import io.weir.kernel.netlink.Netlink;
import io.weir.kernel.netlink.NetlinkSocket;
import io.weir.kernel.sys.Capabilities;
import io.weir.kernel.sys.Capability;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Marks the packets of connections that this host has under addresses of others, and the ICMP errors about them, by table
 * {@code weir-transparent} of the nf_tables family inet. As {@code meta l4proto tcp socket transparent 1 meta mark set
 * meta mark or MARK} in a chain at prerouting.
 *
 * <p>The table goes when this is closed. Since Linux 5.12 the kernel removes it when the process ends in any way; before,
 * what a killed process left is replaced at the next install.
 */
public final class TransparentMark implements AutoCloseable {
    /** The name of the table. */
    public static final String TABLE = "weir-transparent";

    private static final String CHAIN = "prerouting";

    /** {@code NF_IP_PRI_MANGLE}: before the routing decision, after connections are tracked. */
    private static final int PRIORITY = -150;

    private static final byte IPPROTO_ICMP = 1;
    private static final byte IPPROTO_TCP = 6;
    private static final byte IPPROTO_ICMPV6 = 58;

    private final NetlinkSocket socket;
    private final boolean owner;

    private TransparentMark(NetlinkSocket socket, boolean owner) {
        this.socket = socket;
        this.owner = owner;
    }

    /** Makes the table. Needs CAP_NET_ADMIN, and a kernel with nft_socket. A refusal says what is missing. */
    public static TransparentMark install() throws IOException {
        try {
            NetlinkSocket socket = NetlinkSocket.open(Netlink.NETLINK_NETFILTER);
            try {
                return new TransparentMark(socket, make(socket));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (ErrnoException e) {
            throw explain(e);
        }
    }

    /** Whether the kernel will remove the table by itself. */
    private static boolean make(NetlinkSocket socket) throws IOException {
        try {
            makeWith(socket, NfTables.NFT_TABLE_F_OWNER);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            makeWith(socket, 0);
            return false;
        }
    }

    private static void makeWith(NetlinkSocket socket, int flags) throws IOException {
        Transaction transaction = transaction();
        transaction.table();
        transaction.deleteTable();
        transaction.table(flags);
        transaction.preroutingChain(CHAIN, PRIORITY);
        mark(transaction, "answers to connections from clients' addresses", IPPROTO_TCP);
        mark(transaction, "errors of routers about them", IPPROTO_ICMP);
        mark(transaction, "errors of routers about them", IPPROTO_ICMPV6);
        transaction.commit(socket);
    }

    private static void mark(Transaction transaction, String comment, byte protocol) {
        byte[] mark = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(MarkedDelivery.MARK)
                .array();
        transaction.rule(
                CHAIN,
                comment,
                rule -> rule.meta(NftExpressions.NFT_META_L4PROTO, NftExpressions.NFT_REG32_00)
                        .equal(NftExpressions.NFT_REG32_00, new byte[] {protocol})
                        .socketTransparent(NftExpressions.NFT_REG32_00)
                        .equal(NftExpressions.NFT_REG32_00, new byte[] {1})
                        .meta(NftExpressions.NFT_META_MARK, NftExpressions.NFT_REG32_00)
                        .or(NftExpressions.NFT_REG32_00, mark)
                        .setMeta(NftExpressions.NFT_META_MARK, NftExpressions.NFT_REG32_00));
    }

    private static Transaction transaction() {
        return new Transaction(TABLE, Nfnetlink.NFPROTO_INET);
    }

    private static IOException explain(ErrnoException refusal) throws IOException {
        boolean netAdmin = Capabilities.effective().has(Capability.CAP_NET_ADMIN);
        if (refusal.errno() == Errno.EPERM && netAdmin) {
            return new TableOwnedException("inet " + TABLE, refusal);
        }
        String advice = refusal.errno() == Errno.EPERM
                ? "needs CAP_NET_ADMIN"
                : "transparent mode needs a kernel with CONFIG_NF_TABLES_INET and CONFIG_NFT_SOCKET; try \"modprobe"
                        + " nft_socket\"";
        return new ErrnoException(refusal.call(), refusal.errno(), advice);
    }

    /** Removes the table. */
    @Override
    public void close() throws IOException {
        try (socket) {
            if (!owner) {
                Transaction transaction = transaction();
                transaction.deleteTable();
                transaction.commit(socket);
            }
        }
    }
}
