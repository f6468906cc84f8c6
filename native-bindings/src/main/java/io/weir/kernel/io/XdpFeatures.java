package io.weir.kernel.io;

import io.weir.kernel.bpf.BpfFeature;
import io.weir.kernel.bpf.BpfFeatures;
import io.weir.kernel.netlink.DriverXdp;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Sysctl;
import io.weir.kernel.xdp.Umem;
import io.weir.kernel.xdp.XdpSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of AF_XDP a link can be served by. Each reason is a sentence for people with the feature and the release of Linux
 * that has it, where it is one of the kernel. Nothing is attached or bound to find it out.
 *
 * @param missing why not at all; empty if it can be
 * @param missingNative why not in the driver, but in generic mode; empty if it can be
 * @param missingZeroCopy why not without copying, or why that is not known; empty if it can be
 * @param missingLarge why not for super-frames in generic mode, which are lost then; empty if it can be
 */
public record XdpFeatures(
        Optional<String> missing,
        Optional<String> missingNative,
        Optional<String> missingZeroCopy,
        Optional<String> missingLarge) {
    private static final int ETHERNET = 14;
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    /** What {@link FilterRedirect} cannot do without. */
    private static final List<BpfFeature> NEEDED =
            List.of(BpfFeature.BPF, BpfFeature.SOCKET_MAP, BpfFeature.LIVE_FRAMES);

    /** Asks the kernel, in the link's network namespace; takes a few milliseconds. */
    public static XdpFeatures of(PacketLink link) throws IOException {
        Host host = new Host(sockets(), BpfFeatures.probe(), Sysctl.read("kernel.osrelease"));
        return of(link, host, DriverXdp.of(link.interfaceIndex()));
    }

    /** What is the same for all links. */
    record Host(Optional<String> sockets, BpfFeatures bpf, String release) {
        boolean olderThan(int major, int minor) {
            Matcher matcher = RELEASE.matcher(release);
            if (!matcher.matches()) {
                return false;
            }
            int ours = Integer.parseInt(matcher.group(1));
            return ours < major || (ours == major && Integer.parseInt(matcher.group(2)) < minor);
        }
    }

    private static Optional<String> sockets() {
        try {
            XdpSocket.check();
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of("AF_XDP sockets are refused: " + e.getMessage());
        }
    }

    static XdpFeatures of(PacketLink link, Host host, Optional<DriverXdp> driver) {
        Optional<String> large = large(host);
        Optional<String> missing = missing(link, host).or(() -> tooLarge(link, large));
        Optional<String> missingNative = missing.or(() -> missingNative(link, driver));
        Optional<String> missingZeroCopy = missingNative.or(() -> missingZeroCopy(link, host, driver));
        return new XdpFeatures(missing, missingNative, missingZeroCopy, large);
    }

    private static Optional<String> missingZeroCopy(PacketLink link, Host host, Optional<DriverXdp> driver) {
        if (driver.isEmpty()) {
            return Optional.of("whether the driver of " + link.name()
                    + " copies between frames and AF_XDP sockets is told by Linux 6.3 or later; this is Linux "
                    + host.release());
        }
        return driver.get().zeroCopy()
                ? Optional.empty()
                : Optional.of("the driver of " + link.name() + " copies between frames and AF_XDP sockets");
    }

    private static Optional<String> missing(PacketLink link, Host host) {
        if (host.sockets().isPresent()) {
            return host.sockets();
        }
        for (BpfFeature feature : NEEDED) {
            Optional<String> reason = host.bpf().missing(feature);
            if (reason.isPresent()) {
                return reason;
            }
        }
        return host.olderThan(5, 10)
                ? Optional.of("memory that AF_XDP sockets of " + link.name()
                        + " and other links share needs Linux 5.10;" + " this is Linux " + host.release())
                : Optional.empty();
    }

    private static Optional<String> large(Host host) {
        if (host.olderThan(6, 6)) {
            return Optional.of("AF_XDP sockets take frames of more than " + Umem.RECEIVE_ROOM
                    + " bytes from Linux 6.6 on; this is Linux " + host.release());
        }
        return host.bpf().missing(BpfFeature.XDP_FRAGS);
    }

    private static Optional<String> tooLarge(PacketLink link, Optional<String> large) {
        return link.mtu() + ETHERNET <= Umem.RECEIVE_ROOM
                ? Optional.empty()
                : large.map(reason -> "the MTU of " + link.name() + ", " + link.mtu() + ", is too large: " + reason);
    }

    private static Optional<String> missingNative(PacketLink link, Optional<DriverXdp> driver) {
        if (driver.isEmpty()) {
            // Linux 6.3 would say; the driver says when it is tried.
            return Optional.empty();
        }
        if (!driver.get().nativeMode()) {
            return Optional.of("the driver of " + link.name() + " runs no XDP programs that redirect");
        }
        boolean large = link.mtu() + ETHERNET > Umem.RECEIVE_ROOM;
        return large && !driver.get().severalBuffers()
                ? Optional.of("the MTU of " + link.name() + ", " + link.mtu()
                        + ", is too large for its driver: it shows XDP programs frames in one buffer only, of at most "
                        + Umem.RECEIVE_ROOM + " bytes")
                : Optional.empty();
    }
}
