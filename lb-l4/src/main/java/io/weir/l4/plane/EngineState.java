package io.weir.l4.plane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The engine in use.
 *
 * @param name as in the file: {@code af-packet}, {@code io-uring}, {@code af-xdp}
 * @param reason why this one
 * @param workers how many threads receive, at least 1
 * @param links in their order
 */
public record EngineState(String name, String reason, int workers, List<OnLink> links) {
    /** Copies the list. */
    public EngineState {
        links = List.copyOf(links);
    }

    /**
     * How a link is served.
     *
     * @param name of the interface
     * @param mode of AF_XDP, {@code native} or {@code generic}; empty with packet sockets
     * @param zeroCopy whether frames come and go without a copy
     * @param reason why not natively, or why not without copying; empty if both, and with packet sockets
     */
    public record OnLink(String name, Optional<String> mode, boolean zeroCopy, String reason) {
        /** By a packet socket. */
        public OnLink(String name) {
            this(name, Optional.empty(), false, "");
        }

        String text(String why) {
            return mode.map(word -> name + " " + word + " " + (zeroCopy ? "zero-copy" : "copying")
                            + (why.isEmpty() ? "" : " (" + why + ")"))
                    .orElse(name);
        }
    }

    /** {@code af-packet (why), 1 worker on eth0, eth1}. A reason that links share stands behind the last of them. */
    public String text() {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            OnLink link = links.get(i);
            boolean shared = i + 1 < links.size() && links.get(i + 1).reason().equals(link.reason());
            served.add(link.text(shared ? "" : link.reason()));
        }
        return name + " (" + reason + "), " + workers + (workers == 1 ? " worker" : " workers") + " on "
                + String.join(", ", served);
    }
}
