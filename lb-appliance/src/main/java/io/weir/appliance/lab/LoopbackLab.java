package io.weir.appliance.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hosts that are only addresses of the loopback interface: no root needed, but ports below 1024 and the machine's
 * routes are out of reach, and every program may use every host's address.
 */
public final class LoopbackLab implements Lab {
    private final Path directory;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Thread shutdownHook = new Thread(this::dismantle, "lab-shutdown");
    private boolean closed;

    private LoopbackLab(Path directory) {
        this.directory = directory;
    }

    /** Opens a lab without hosts. */
    public static LoopbackLab open() {
        LoopbackLab lab = new LoopbackLab(LabDirectory.create());
        Runtime.getRuntime().addShutdownHook(lab.shutdownHook);
        return lab;
    }

    /**
     * Adds a host.
     *
     * @param address inside 127.0.0.0/8, which Linux answers for as a whole
     */
    public synchronized LabHost addHost(String name, String address) {
        if (closed) {
            throw new LabException("the lab is closed");
        }
        if (!address.startsWith("127.")) {
            throw new LabException(address + " is not inside 127.0.0.0/8");
        }
        LabHost host = new LabHost(name, List.of());
        host.addAddress(address);
        hosts.put(name, host);
        return host;
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
        LabDirectory.delete(directory);
    }
}
