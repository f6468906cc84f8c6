package io.weir.kernel.nftables;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.netlink.Netlink;
import io.weir.kernel.netlink.NetlinkSocket;
import io.weir.kernel.sys.Capabilities;
import io.weir.kernel.sys.Capability;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The filter by table {@code weir} of the nf_tables family netdev, one chain a link. Rules change on all links at one
 * moment.
 *
 * <p>The table goes when the filter is closed. Since Linux 5.12 the kernel removes it when the process ends in any way,
 * and lets nobody else change it; before, what a killed process left is removed at the next open.
 */
public final class NftIngressFilter implements IngressFilter {
    /** The name of the table. */
    public static final String TABLE = "weir";

    /** Behind other chains at the same ingress, which go on seeing and counting what is dropped here. */
    private static final int PRIORITY = 500;

    /** A batch of some 200,000 elements. */
    private static final int BATCH_BYTES = 16 << 20;

    private final NetlinkSocket socket;
    private final boolean owner;
    private final Set<String> links = new LinkedHashSet<>();
    private FilterRules rules = FilterRules.NONE;
    private Ruleset ruleset = new Ruleset(FilterRules.NONE, 0);
    private long generation;

    private NftIngressFilter(NetlinkSocket socket, boolean owner) {
        this.socket = socket;
        this.owner = owner;
    }

    /** Makes the table, without links and rules. Needs CAP_NET_ADMIN. A refusal says what is missing. */
    public static NftIngressFilter open() throws IOException {
        return open(NfTables.NFT_TABLE_F_OWNER);
    }

    /** With the flags to try first. */
    static NftIngressFilter open(int flags) throws IOException {
        try {
            NetlinkSocket socket = NetlinkSocket.open(Netlink.NETLINK_NETFILTER);
            try {
                socket.makeRoomToSend(BATCH_BYTES);
                return new NftIngressFilter(socket, makeTable(socket, flags));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (ErrnoException e) {
            throw explain(e);
        }
    }

    /** Whether the kernel took the flags. */
    private static boolean makeTable(NetlinkSocket socket, int flags) throws IOException {
        try {
            makeTableWith(socket, flags);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            makeTableWith(socket, 0);
            return false;
        }
    }

    private static void makeTableWith(NetlinkSocket socket, int flags) throws IOException {
        Transaction transaction = new Transaction(TABLE);
        // There is no "delete if there is one" before Linux 6.3.
        transaction.table();
        transaction.deleteTable();
        transaction.table(flags);
        Ruleset.addChains(transaction);
        transaction.commit(socket);
    }

    @Override
    public boolean removedByKernel() {
        return owner;
    }

    @Override
    public Set<String> links() {
        return Set.copyOf(links);
    }

    @Override
    public void addLink(String link) throws IOException {
        try {
            hook(link, true);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOENT) {
                throw explain(e);
            }
            try {
                hook(link, false);
            } catch (ErrnoException again) {
                throw explain(again);
            }
        }
        links.add(link);
    }

    private void hook(String link, boolean unhookFirst) throws IOException {
        String chain = chain(link);
        Transaction transaction = new Transaction(TABLE);
        if (unhookFirst) {
            transaction.deleteChain(chain);
        }
        transaction.ingressChain(chain, link, PRIORITY);
        Ruleset.addIngressRules(transaction, chain);
        transaction.commit(socket);
    }

    @Override
    public void removeLink(String link) throws IOException {
        links.remove(link);
        Transaction transaction = new Transaction(TABLE);
        transaction.deleteChain(chain(link));
        try {
            transaction.commit(socket);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOENT) {
                throw explain(e);
            }
        }
    }

    private static String chain(String link) {
        return "ingress_" + link;
    }

    @Override
    public FilterRules rules() {
        return rules;
    }

    @Override
    public void replace(FilterRules next) throws IOException {
        if (next.equals(rules)) {
            return;
        }
        Ruleset compiled = new Ruleset(next, ++generation);
        try {
            fillSets(compiled);
            swap(compiled);
        } catch (ErrnoException e) {
            throw explain(e);
        }
        rules = next;
        ruleset = compiled;
    }

    /** In a batch of its own: sets with ranges show their elements a moment after the batch that brings them. */
    private void fillSets(Ruleset compiled) throws IOException {
        if (compiled.hasSets()) {
            Transaction transaction = new Transaction(TABLE);
            compiled.addSets(transaction);
            transaction.commit(socket);
        }
    }

    private void swap(Ruleset compiled) throws IOException {
        try {
            Transaction transaction = new Transaction(TABLE);
            compiled.replaceRules(transaction);
            ruleset.deleteSets(transaction);
            transaction.commit(socket);
        } catch (IOException e) {
            discard(compiled, e);
            throw e;
        }
    }

    private void discard(Ruleset compiled, IOException cause) {
        if (compiled.hasSets()) {
            try {
                Transaction transaction = new Transaction(TABLE);
                compiled.deleteSets(transaction);
                transaction.commit(socket);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static IOException explain(ErrnoException refusal) throws IOException {
        return Refusals.explain(refusal, Capabilities.effective().has(Capability.CAP_NET_ADMIN));
    }

    /** Removes the table. */
    @Override
    public void close() throws IOException {
        try (socket) {
            if (!owner) {
                Transaction transaction = new Transaction(TABLE);
                transaction.deleteTable();
                transaction.commit(socket);
            }
        }
    }
}
