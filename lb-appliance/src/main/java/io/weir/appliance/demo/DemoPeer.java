package io.weir.appliance.demo;

import java.net.InetAddress;
import java.nio.file.Path;

/** The programs at both ends of the demonstration, each a process of its own: a web node, an archive, a client. */
public final class DemoPeer {
    /** What a server prints once it listens, and a client once it takes commands. */
    static final String READY = "READY";

    private DemoPeer() {}

    /**
     * Runs one role until its standard input ends, so that none outlives the demonstration.
     *
     * @param arguments {@code web NAME ADDRESS PORT KEYSTORE}, {@code archive NAME ADDRESS PORT} or
     *     {@code client ADDRESS}
     */
    public static void main(String[] arguments) throws Exception {
        InetAddress address = InetAddress.getByName(arguments[arguments[0].equals("client") ? 1 : 2]);
        switch (arguments[0]) {
            case "web" -> WebNode.start(arguments[1], address, Integer.parseInt(arguments[3]), Path.of(arguments[4]));
            case "archive" -> ArchiveNode.start(arguments[1], address, Integer.parseInt(arguments[3]));
            case "client" -> {
                new DemoClient(address, System.out).serve(System.in);
                return;
            }
            default -> throw new IllegalArgumentException("no role " + arguments[0]);
        }
        System.out.println(READY);
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        // The servers' threads would keep the process alive.
        System.exit(0);
    }
}
