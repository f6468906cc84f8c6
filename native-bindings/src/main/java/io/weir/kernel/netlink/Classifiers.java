package io.weir.kernel.netlink;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * BPF programs among the filters of tc at the ingress of interfaces, tc-bpf(8), in the network namespace of the thread
 * that opens it. Not for two threads at once. What it puts there stays until it is taken away. Needs CAP_NET_ADMIN.
 */
public final class Classifiers implements AutoCloseable {
    private static final int MINOR = 0xffff;
    private static final int INGRESS = (TrafficControl.TC_H_CLSACT & ~MINOR) | TrafficControl.TC_H_MIN_INGRESS;
    private static final int EGRESS = (TrafficControl.TC_H_CLSACT & ~MINOR) | TrafficControl.TC_H_MIN_EGRESS;

    /** {@code htons(ETH_P_ALL)} of linux/if_ether.h: every protocol. */
    private static final int ETH_P_ALL = 0x0300;

    private static final int PRIORITY_SHIFT = 16;

    private final NetlinkSocket socket;

    private Classifiers(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket. */
    public static Classifiers open() throws ErrnoException {
        return new Classifiers(NetlinkSocket.open(Netlink.NETLINK_ROUTE));
    }

    /** Makes what holds the filters of an interface, a qdisc {@code clsact}; false if it has one. */
    public boolean addHolder(int interfaceIndex) throws IOException {
        MessageBatch batch = new MessageBatch();
        String what = "add qdisc clsact to interface " + interfaceIndex;
        holder(batch, TrafficControl.RTM_NEWQDISC, Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL, interfaceIndex, what);
        try {
            socket.transact(batch);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** Takes what holds the filters of an interface away, with all of them. */
    public void deleteHolder(int interfaceIndex) throws IOException {
        MessageBatch batch = new MessageBatch();
        String what = "delete qdisc clsact of interface " + interfaceIndex;
        holder(batch, TrafficControl.RTM_DELQDISC, 0, interfaceIndex, what);
        socket.transact(batch);
    }

    private static void holder(MessageBatch batch, int type, int flags, int interfaceIndex, String what) {
        MemorySegment header = batch.begin(type, flags, Tcmsg.SIZEOF, what);
        int handle = TrafficControl.TC_H_CLSACT & ~MINOR;
        Tcmsg.set(header, 0, interfaceIndex, handle, TrafficControl.TC_H_CLSACT, 0);
        batch.attribute(TrafficControl.TCA_KIND, "clsact");
        batch.acknowledge();
    }

    /**
     * Adds a program whose verdict counts (direct-action).
     *
     * @param where everything but the program's number, which does not count
     * @param replace whether it takes the place of one with the same handle and priority; else that is EEXIST
     */
    public void add(IngressClassifier where, Fd program, boolean replace) throws IOException {
        MessageBatch batch = new MessageBatch();
        int flags = Netlink.NLM_F_CREATE | (replace ? Netlink.NLM_F_REPLACE : Netlink.NLM_F_EXCL);
        filter(batch, TrafficControl.RTM_NEWTFILTER, flags, where, "add the filter to interface ");
        long options = batch.nest(TrafficControl.TCA_OPTIONS);
        batch.attributeHostU32(TrafficControl.TCA_BPF_FD, program.number());
        batch.attribute(TrafficControl.TCA_BPF_NAME, where.name());
        batch.attributeHostU32(TrafficControl.TCA_BPF_FLAGS, TrafficControl.TCA_BPF_FLAG_ACT_DIRECT);
        batch.end(options);
        batch.acknowledge();
        socket.transact(batch);
    }

    /** Deletes the one with this handle and priority. Fails with ENOENT when there is none. */
    public void delete(IngressClassifier where) throws IOException {
        MessageBatch batch = new MessageBatch();
        filter(batch, TrafficControl.RTM_DELTFILTER, 0, where, "delete the filter of interface ");
        batch.acknowledge();
        socket.transact(batch);
    }

    private static void filter(MessageBatch batch, int type, int flags, IngressClassifier where, String what) {
        MemorySegment header = batch.begin(type, flags, Tcmsg.SIZEOF, what + where.interfaceIndex());
        int info = (where.priority() << PRIORITY_SHIFT) | ETH_P_ALL;
        Tcmsg.set(header, 0, where.interfaceIndex(), where.handle(), INGRESS, info);
        batch.attribute(TrafficControl.TCA_KIND, "bpf");
    }

    /** The BPF programs at the ingress of an interface, in the order they run; none when it is gone. */
    public List<IngressClassifier> ingress(int interfaceIndex) throws IOException {
        FilterReader reader = new FilterReader(interfaceIndex);
        dump(interfaceIndex, INGRESS, reader);
        return List.copyOf(reader.programs);
    }

    /** Whether an interface has no filters, neither for what comes in nor for what goes out. */
    public boolean empty(int interfaceIndex) throws IOException {
        FilterReader reader = new FilterReader(interfaceIndex);
        dump(interfaceIndex, INGRESS, reader);
        boolean ingress = reader.any;
        dump(interfaceIndex, EGRESS, reader);
        return !ingress && !reader.any;
    }

    private void dump(int interfaceIndex, int parent, FilterReader reader) throws IOException {
        Request request = socket.request();
        long body = request.begin(TrafficControl.RTM_GETTFILTER, Netlink.NLM_F_DUMP, Tcmsg.SIZEOF);
        Tcmsg.set(request.segment(), body, interfaceIndex, 0, parent, 0);
        socket.dump("RTM_GETTFILTER interface " + interfaceIndex, reader);
    }

    /** Reads RTM_NEWTFILTER: each classifier tells of itself once without a handle, then of each of its filters. */
    private static final class FilterReader implements NetlinkSocket.DumpReader {
        private final int interfaceIndex;
        private final List<IngressClassifier> programs = new ArrayList<>();
        private boolean any;

        private FilterReader(int interfaceIndex) {
            this.interfaceIndex = interfaceIndex;
        }

        @Override
        public void restart() {
            programs.clear();
            any = false;
        }

        @Override
        public void message(int type, MemorySegment segment, long body, long end) throws IOException {
            if (type != TrafficControl.RTM_NEWTFILTER
                    || end - body < Tcmsg.SIZEOF
                    || Tcmsg.ifindex(segment, body) != interfaceIndex) {
                return;
            }
            any = true;
            String name = "";
            int programId = 0;
            Attributes attributes = new Attributes(segment, body + Tcmsg.SIZEOF, end);
            while (attributes.next()) {
                if (attributes.type() == TrafficControl.TCA_OPTIONS) {
                    long from = attributes.value();
                    Attributes options = new Attributes(segment, from, from + attributes.length());
                    while (options.next()) {
                        switch (options.type()) {
                            case TrafficControl.TCA_BPF_NAME -> name = options.text();
                            case TrafficControl.TCA_BPF_ID -> programId = options.u32();
                            default -> {}
                        }
                    }
                } else if (attributes.type() == TrafficControl.TCA_KIND
                        && !attributes.text().equals("bpf")) {
                    return;
                }
            }
            int handle = Tcmsg.handle(segment, body);
            if (handle != 0) {
                int priority = Tcmsg.info(segment, body) >>> PRIORITY_SHIFT;
                programs.add(new IngressClassifier(interfaceIndex, handle, priority, name, programId));
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
