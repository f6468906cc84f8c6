package io.weir.l4.plane;

import io.weir.core.service.Configuration.Engine;
import io.weir.core.service.Configuration.XdpMode;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.io.XdpFeatures;
import io.weir.kernel.iouring.UringFeatures;
import io.weir.kernel.sys.Capabilities;
import io.weir.kernel.sys.Capability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an engine can do on some links of this host. Found out by asking and trying; nothing is attached or bound.
 *
 * @param engine which one
 * @param missing why it cannot serve the links, a sentence for people; empty if it can
 * @param best whether it serves all of them as well as it can serve any: AF_XDP in the driver and without copying
 * @param notes what it does less well than it could, a sentence each
 * @param links each, where they differ: for AF_XDP
 */
public record EngineFinding(
        Engine engine, Optional<String> missing, boolean best, List<String> notes, List<OnLink> links) {
    /** Copies the lists. */
    public EngineFinding {
        notes = List.copyOf(notes);
        links = List.copyOf(links);
    }

    /**
     * AF_XDP on a link.
     *
     * @param name of the interface
     */
    public record OnLink(String name, XdpFeatures features) {}

    /**
     * Every engine on these links, at least one, in the network namespace of the calling thread.
     *
     * @param mode that AF_XDP is wanted in
     */
    public static List<EngineFinding> probe(List<PacketLink> links, XdpMode mode) throws IOException {
        List<OnLink> xdp = new ArrayList<>();
        for (PacketLink link : links) {
            xdp.add(new OnLink(link.name(), XdpFeatures.of(link)));
        }
        return List.of(afPacket(), uring(UringFeatures.probe()), xdp(xdp, mode));
    }

    private static Optional<String> privilege() throws IOException {
        return Capabilities.effective().has(Capability.CAP_NET_RAW)
                ? Optional.empty()
                : Optional.of("packet sockets need CAP_NET_RAW: run as root, or grant it");
    }

    private static EngineFinding afPacket() throws IOException {
        return new EngineFinding(Engine.AF_PACKET, privilege(), true, List.of(), List.of());
    }

    static EngineFinding uring(UringFeatures features) throws IOException {
        List<String> notes = features.missing().isEmpty() && !features.deferring()
                ? List.of("operations complete in the middle of other calls; Linux 6.1 can put them off")
                : List.of();
        return new EngineFinding(Engine.IO_URING, privilege().or(features::missing), notes.isEmpty(), notes, List.of());
    }

    static EngineFinding xdp(List<OnLink> links, XdpMode mode) {
        Optional<String> missing = links.stream()
                .flatMap(link -> missing(link.features(), mode).stream())
                .findFirst();
        List<String> notes = new ArrayList<>();
        if (missing.isEmpty()) {
            links.forEach(link -> notes.addAll(notes(link, mode)));
        }
        return new EngineFinding(Engine.AF_XDP, missing, missing.isEmpty() && notes.isEmpty(), notes, links);
    }

    private static Optional<String> missing(XdpFeatures features, XdpMode mode) {
        return mode == XdpMode.NATIVE
                ? features.missing()
                        .or(() -> features.missingNative()
                                .map(reason -> reason + ", and l4.xdp-mode is native; generic and auto work"))
                : features.missing();
    }

    private static List<String> notes(OnLink link, XdpMode mode) {
        XdpFeatures features = link.features();
        Optional<String> generic =
                mode == XdpMode.GENERIC ? Optional.of("l4.xdp-mode says so") : features.missingNative();
        List<String> notes = new ArrayList<>();
        generic.map(reason -> link.name() + " is served in generic mode: " + reason)
                .or(features::missingZeroCopy)
                .ifPresent(notes::add);
        generic.flatMap(reason -> features.missingLarge()).ifPresent(notes::add);
        return notes;
    }
}
