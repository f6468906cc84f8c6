package io.weir.appliance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Hosts in network namespaces of their own, joined by bridges that have namespaces of their own. Nothing of the
 * machine's network is touched and no frame leaves the lab. Needs root and {@code ip} of iproute2.
 *
 * <p>Namespaces isolate the network only: programs share files and process ids with the machine, so give each its own
 * files in {@link #directory()}.
 */
public final class NetworkLab implements Lab {
    /** The switch that {@link #addHost} uses. */
    public static final String LAN = "lan";

    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final String prefix;
    private final Path directory;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final List<String> namespaces = new ArrayList<>();
    private final Thread shutdownHook = new Thread(this::dismantle, "lab-shutdown");
    private int ports;
    private boolean closed;

    private NetworkLab(String prefix, Path directory) {
        this.prefix = prefix;
        this.directory = directory;
    }

    /**
     * Opens a lab without hosts, after removing what labs of dead processes have left.
     *
     * @throws LabException when this machine or user cannot have one, with the reason
     */
    public static NetworkLab open() {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw new LabException(obstacle.get());
        }
        namespacesOnMachine().stream().filter(LabName::ownerIsDead).forEach(NetworkLab::removeNamespace);
        String prefix = LabName.PREFIX + ProcessHandle.current().pid() + "-" + OPENED.incrementAndGet() + "-";
        NetworkLab lab = new NetworkLab(prefix, LabDirectory.create());
        Runtime.getRuntime().addShutdownHook(lab.shutdownHook);
        try {
            lab.addSwitch(LAN);
        } catch (LabException e) {
            lab.close();
            throw e;
        }
        return lab;
    }

    /** Why this process cannot open a lab; empty when it can. One at a time, since the namespace for trying has one name. */
    public static synchronized Optional<String> obstacle() {
        try {
            if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                return Optional.of("network namespaces need root; this process is not root");
            }
            String probe = LabName.PREFIX + ProcessHandle.current().pid() + "-probe";
            Finished.require(List.of("ip", "netns", "add", probe));
            Finished.require(List.of("ip", "netns", "delete", probe));
            return Optional.empty();
        } catch (IOException | LabException e) {
            return Optional.of("network namespaces cannot be made here: " + e.getMessage());
        }
    }

    /** Adds a bridge that hosts can be joined to. */
    public synchronized void addSwitch(String name) {
        String namespace = addNamespace(name);
        ip(namespace, "link", "add", "bridge", "type", "bridge", "forward_delay", "0");
        ip(namespace, "link", "set", "bridge", "up");
        plain(namespace);
    }

    /** A switch is no firewall: where the machine has the module for that, every bridged frame would pay for it. */
    private static void plain(String namespace) {
        Finished.require(List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                "sysctl",
                "-qe",
                "net.bridge.bridge-nf-call-arptables=0",
                "net.bridge.bridge-nf-call-iptables=0",
                "net.bridge.bridge-nf-call-ip6tables=0"));
    }

    /**
     * Adds a host joined to {@link #LAN} by its interface {@code eth0}.
     *
     * @param addresses each with its prefix length
     */
    public synchronized LabHost addHost(String name, String... addresses) {
        LabHost host = addUnjoinedHost(name);
        join(host, LAN, "eth0", addresses);
        return host;
    }

    /** Adds a host without any interface but {@code lo}, for {@link #join}. */
    public synchronized LabHost addUnjoinedHost(String name) {
        if (hosts.containsKey(name)) {
            throw new LabException("host " + name + " exists");
        }
        String namespace = addNamespace(name);
        LabHost host = new LabHost(name, List.of("ip", "netns", "exec", namespace));
        hosts.put(name, host);
        return host;
    }

    /** Joins a host to a switch by one more interface. */
    public void join(LabHost host, String switchName, String interfaceName, String... addresses) {
        join(host, switchName, interfaceName, 1, addresses);
    }

    /**
     * As above.
     *
     * @param queues of each end, for receiving and as many for sending: a frame comes out of the queue with the number of
     *     the one it went into at the other end, which the kernel chooses by connection
     */
    public synchronized void join(
            LabHost host, String switchName, String interfaceName, int queues, String... addresses) {
        String hostNamespace = prefix + host.name();
        String switchNamespace = prefix + switchName;
        String port = "port" + ++ports;
        // Both ends are born inside, so the machine never sees either.
        String many = Integer.toString(queues);
        ip(
                hostNamespace,
                Stream.of(
                                Stream.of("link", "add", interfaceName, "numrxqueues", many, "numtxqueues", many),
                                Stream.of("type", "veth", "peer", "name", port, "netns", switchNamespace),
                                Stream.of("numrxqueues", many, "numtxqueues", many))
                        .flatMap(Function.identity())
                        .toArray(String[]::new));
        ip(switchNamespace, "link", "set", port, "master", "bridge", "up");
        for (String address : addresses) {
            // Duplicate address detection would keep an IPv6 address unusable for a second.
            List<String> command = new ArrayList<>(List.of("address", "add", address, "dev", interfaceName));
            if (address.contains(":")) {
                command.add("nodad");
            }
            ip(hostNamespace, command.toArray(new String[0]));
            host.addAddress(address.substring(0, address.indexOf('/')));
        }
        ip(hostNamespace, "link", "set", interfaceName, "up");
    }

    @Override
    public synchronized LabHost host(String name) {
        LabHost host = hosts.get(name);
        if (host == null) {
            throw new LabException("the lab has no host " + name + ", only " + hosts.keySet());
        }
        return host;
    }

    @Override
    public Path directory() {
        return directory;
    }

    /** The name of a host's or switch's namespace, for {@code ip netns exec} and for setns(2). */
    public String namespace(String name) {
        return prefix + name;
    }

    /** The names of this lab's namespaces that exist now; none after {@link #close}. */
    public List<String> remainingNamespaces() {
        return namespacesOnMachine().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    @Override
    public void close() {
        dismantle();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The machine is shutting down: the hook has run or finds nothing left to do.
            return;
        }
    }

    private synchronized void dismantle() {
        if (closed) {
            return;
        }
        closed = true;
        hosts.values().forEach(LabHost::stopAll);
        namespaces.forEach(NetworkLab::removeNamespace);
        LabDirectory.delete(directory);
    }

    private String addNamespace(String name) {
        if (closed) {
            throw new LabException("the lab is closed");
        }
        String namespace = prefix + name;
        Finished.require(List.of("ip", "netns", "add", namespace));
        namespaces.add(namespace);
        ip(namespace, "link", "set", "lo", "up");
        return namespace;
    }

    private static void ip(String namespace, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-netns", namespace));
        command.addAll(List.of(arguments));
        Finished.require(command);
    }

    private static List<String> namespacesOnMachine() {
        if (!Files.isDirectory(NAMESPACES)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(NAMESPACES)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new LabException("cannot list " + NAMESPACES + ": " + e.getMessage(), e);
        }
    }

    private static void removeNamespace(String namespace) {
        // Programs that a lab's programs have left behind would keep the namespace alive without a name.
        Finished inside = Finished.require(List.of("ip", "netns", "pids", namespace));
        inside.stdout()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
        Finished.require(List.of("ip", "netns", "delete", namespace));
    }
}
