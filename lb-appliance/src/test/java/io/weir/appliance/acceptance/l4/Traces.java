package io.weir.appliance.acceptance.l4;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabException;
import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.NetworkNamespace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Everything of the balancer's host that a daemon may touch, as lines. */
final class Traces {
    /** {@code BPF_PROG_QUERY} of linux/bpf.h. */
    private static final int PROG_QUERY = 16;

    /** {@code BPF_TCX_INGRESS} and {@code BPF_TCX_EGRESS} there. */
    private static final int[] ATTACH_TYPES = {46, 47};

    private static final int QUERY_BYTES = 64;
    private static final int COUNT = 24;

    /** Interfaces with their programs, filters, addresses, rules, routes and raw, packet and XDP sockets. */
    private static final String SCRIPT = """
            nft list ruleset
            ip -d link show; ip -d address show | grep -v valid_lft
            ip rule show; ip -6 rule show
            ip route show table all; ip -6 route show table all | sed 's/ expires [0-9]*sec//'
            for name in $(ls /sys/class/net); do
                tc qdisc show dev $name; tc filter show dev $name ingress; tc filter show dev $name egress
            done
            ss -Hlwnp; ss -H --xdp; tail -n +2 /proc/net/packet
            """;

    private static final String RESERVED = "cat /proc/sys/net/ipv4/ip_local_reserved_ports\n";

    private static final String SETTINGS = """
            sysctl -a 2>/dev/null | grep -v -e neigh -e '\\.route\\.' -e random -e nf_conntrack_count -e dentry \
                -e inode -e 'fs\\.' -e 'kernel\\.'
            """;

    private final L4Lab lab;

    Traces(L4Lab lab) {
        this.lab = lab;
    }

    /** All, with every setting of the kernel. */
    List<String> all() {
        return read(SCRIPT + SETTINGS);
    }

    /** What goes with a process that is killed: all but settings. */
    List<String> ofProcesses() {
        return read(SCRIPT);
    }

    /** The ports that the kernel gives to no program. */
    String reservedPorts() {
        return lab.balancer().require("sh", "-c", RESERVED).strip();
    }

    /** Waits until processes have left nothing: io_uring gives sockets back in the kernel's own time. */
    void awaitOfProcesses(List<String> before) {
        Await.reading(
                "the traces of the daemon to go",
                Duration.ofSeconds(5),
                () -> difference(before, ofProcesses()),
                List::isEmpty);
    }

    private List<String> read(String script) {
        List<String> lines = new ArrayList<>(
                lab.balancer().require("sh", "-c", script).lines().toList());
        try (NetworkNamespace namespace = NetworkNamespace.open(
                Path.of("/run/netns", lab.network().namespace(lab.balancer().name())))) {
            lines.addAll(namespace.call(this::programs));
        } catch (ErrnoException | ExecutionException e) {
            throw new LabException("the programs of the balancer's interfaces: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
        return lines;
    }

    /** No program of iproute2 shows those attached by TCX. */
    private List<String> programs() throws SocketException, ErrnoException {
        List<String> lines = new ArrayList<>();
        for (String name : lab.arm() == Arm.ONE ? List.of("eth0") : List.of("eth0", "eth1")) {
            int index = Objects.requireNonNull(NetworkInterface.getByName(name)).getIndex();
            for (int type : ATTACH_TYPES) {
                lines.add("programs of " + name + ", TCX " + type + ": " + count(index, type));
            }
        }
        return lines;
    }

    private static int count(int interfaceIndex, int attachType) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment query = arena.allocate(QUERY_BYTES, Long.BYTES);
            query.set(JAVA_INT, 0, interfaceIndex);
            query.set(JAVA_INT, 4, attachType);
            Errno.check(BpfCall.bpf(PROG_QUERY, query), "BPF_PROG_QUERY");
            return query.get(JAVA_INT, COUNT);
        }
    }

    /** What is gone and what is new. */
    static List<String> difference(List<String> before, List<String> after) {
        return Stream.concat(
                        before.stream().filter(line -> !after.contains(line)).map(line -> "gone: " + line),
                        after.stream().filter(line -> !before.contains(line)).map(line -> "new: " + line))
                .toList();
    }
}
