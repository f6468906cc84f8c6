package io.weir.appliance.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One host of a lab: a place with addresses of its own where programs run. */
public final class LabHost {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final String name;
    private final List<String> prefix;
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final List<LabProcess> started = new CopyOnWriteArrayList<>();

    LabHost(String name, List<String> prefix) {
        this.name = name;
        this.prefix = List.copyOf(prefix);
    }

    void addAddress(String address) {
        addresses.add(address);
    }

    /** The name it was given. */
    public String name() {
        return name;
    }

    /** Its first address, without a prefix length. */
    public String address() {
        if (addresses.isEmpty()) {
            throw new LabException("host " + name + " has no address");
        }
        return addresses.getFirst();
    }

    /** All its addresses, without prefix lengths, in the order they were given. */
    public List<String> addresses() {
        return List.copyOf(addresses);
    }

    /** Its first address, as a value. */
    public InetAddress inetAddress() {
        try {
            return InetAddress.getByName(address());
        } catch (UnknownHostException e) {
            throw new LabException("host " + name + " has no valid address", e);
        }
    }

    /** Starts a program that runs beside others; the lab ends it when it closes. */
    public LabProcess start(String... command) {
        return start(List.of(command));
    }

    /** As above. */
    public LabProcess start(List<String> command) {
        LabProcess process = LabProcess.start(command.getFirst() + " on " + name, inside(command));
        started.add(process);
        return process;
    }

    /**
     * Runs a program to its end.
     *
     * @throws LabException when it has not ended by the deadline; it is ended then
     */
    public Finished run(Duration deadline, String... command) {
        return run(deadline, List.of(command));
    }

    /** As above. */
    public Finished run(Duration deadline, List<String> command) {
        return Finished.run(inside(command), deadline);
    }

    /** Runs a short program that must succeed, and gives its standard output. */
    public String require(String... command) {
        return Finished.require(inside(List.of(command))).stdout();
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    void stopAll() {
        List<LabProcess> all = new ArrayList<>(started);
        started.clear();
        all.forEach(process -> process.stop(STOP_GRACE));
    }

    @Override
    public String toString() {
        return name;
    }
}
