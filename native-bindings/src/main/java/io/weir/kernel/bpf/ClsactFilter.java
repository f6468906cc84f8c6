package io.weir.kernel.bpf;

import io.weir.kernel.netlink.Classifiers;
import io.weir.kernel.netlink.IngressClassifier;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.util.Optional;

/**
 * A program among the filters of tc at the ingress, for Linux before 6.6: under the name {@value #NAME}, with a priority
 * and a handle of our own. The kernel does not remove it when the process is killed: what was left, known by these
 * three, is replaced at the next start or removed by {@link #removeLeft}. Needs CAP_NET_ADMIN.
 */
public final class ClsactFilter implements Attachment {
    /** What tc lists it as. */
    public static final String NAME = "weir";

    /** Behind the filters of others, who choose low numbers, and of those the kernel numbers from 49152 down. */
    private static final int PRIORITY = 50_000;

    /** The name in ASCII. */
    private static final int HANDLE = 0x7765_6972;

    private final Classifiers netlink;
    private final IngressClassifier where;
    private final boolean holderIsOurs;
    private LoadedProgram program;
    private boolean attached = true;

    private ClsactFilter(Classifiers netlink, IngressClassifier where, boolean holderIsOurs, LoadedProgram program) {
        this.netlink = netlink;
        this.where = where;
        this.holderIsOurs = holderIsOurs;
        this.program = program;
    }

    /**
     * Attaches a program.
     *
     * @param interfaceIndex of the network namespace of the calling thread
     * @param program stays open until this is closed or has another
     */
    public static ClsactFilter attach(int interfaceIndex, LoadedProgram program) throws IOException {
        Classifiers netlink = Classifiers.open();
        try {
            return attach(netlink, interfaceIndex, program);
        } catch (ErrnoException e) {
            netlink.close();
            String advice = explain(e);
            throw advice.isEmpty() ? e : new ErrnoException(e.call(), e.errno(), advice);
        } catch (IOException e) {
            netlink.close();
            throw e;
        }
    }

    private static ClsactFilter attach(Classifiers netlink, int interfaceIndex, LoadedProgram program)
            throws IOException {
        boolean added = netlink.addHolder(interfaceIndex);
        IngressClassifier where = place(interfaceIndex);
        boolean left = !added && find(netlink, interfaceIndex).isPresent();
        try {
            netlink.add(where, program.fd(), left);
        } catch (IOException e) {
            if (added) {
                netlink.deleteHolder(interfaceIndex);
            }
            throw e;
        }
        // What holds a filter of ours that was left was, in all likelihood, ours too.
        return new ClsactFilter(netlink, where, added || left, program);
    }

    private static IngressClassifier place(int interfaceIndex) {
        return new IngressClassifier(interfaceIndex, HANDLE, PRIORITY, NAME, 0);
    }

    private static Optional<IngressClassifier> find(Classifiers netlink, int interfaceIndex) throws IOException {
        return netlink.ingress(interfaceIndex).stream()
                .filter(there -> there.handle() == HANDLE
                        && there.priority() == PRIORITY
                        && there.name().equals(NAME))
                .findFirst();
    }

    /**
     * Removes the filter that a killed process left, and what held it if nothing else is in there.
     *
     * @return whether there was one
     */
    public static boolean removeLeft(int interfaceIndex) throws IOException {
        try (Classifiers netlink = Classifiers.open()) {
            Optional<IngressClassifier> left = find(netlink, interfaceIndex);
            if (left.isPresent()) {
                netlink.delete(left.get());
                removeHolder(netlink, interfaceIndex);
            }
            return left.isPresent();
        }
    }

    private static void removeHolder(Classifiers netlink, int interfaceIndex) throws IOException {
        if (netlink.empty(interfaceIndex)) {
            netlink.deleteHolder(interfaceIndex);
        }
    }

    private static String explain(ErrnoException e) {
        return switch (e.errno()) {
            case Errno.ENODEV -> "there is no such interface in this network namespace";
            case Errno.ENOENT ->
                "this kernel has no filters of tc for it (CONFIG_NET_CLS_BPF, CONFIG_NET_SCH_INGRESS);"
                        + " try \"modprobe sch_ingress\" and \"modprobe cls_bpf\"";
            case Errno.EPERM -> "needs CAP_NET_ADMIN";
            default -> "";
        };
    }

    @Override
    public void update(LoadedProgram program) throws IOException {
        netlink.add(where, program.fd(), true);
        this.program = program;
    }

    @Override
    public void close() throws IOException {
        if (!attached) {
            return;
        }
        attached = false;
        try (netlink) {
            Optional<IngressClassifier> there = find(netlink, where.interfaceIndex());
            if (there.isPresent() && there.get().programId() == program.id()) {
                netlink.delete(where);
                if (holderIsOurs) {
                    removeHolder(netlink, where.interfaceIndex());
                }
            }
        }
    }
}
