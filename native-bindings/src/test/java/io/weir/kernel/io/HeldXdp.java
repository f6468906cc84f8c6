package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;
import java.util.List;

/** A process that holds AF_XDP sockets until it is killed, in the network namespace it is started in. */
final class HeldXdp {
    private HeldXdp() {}

    /**
     * Prints a line once they are open.
     *
     * @param arguments name and index of a link
     */
    @SuppressWarnings("SystemOut") // What the test waits for.
    public static void main(String[] arguments) throws Exception {
        List<PacketLink> links = List.of(new PacketLink(Integer.parseInt(arguments[1]), arguments[0], 0, 1500));
        try (EngineGroup group =
                XdpWires.open(links, 1, XdpOptions.DEFAULT.with(XdpMode.NATIVE), XdpWires.testFrames())) {
            System.out.println(group.engines().size() + " open");
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
