package io.weir.l4.plane;

import io.weir.core.service.Configuration.Engine;
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
 */
public record EngineFinding(Engine engine, Optional<String> missing, boolean best, List<String> notes) {
    /** Copies the list. */
    public EngineFinding {
        notes = List.copyOf(notes);
    }

    /** Every engine on these links, at least one, in the network namespace of the calling thread. */
    public static List<EngineFinding> probe(List<PacketLink> links) throws IOException {
        return List.of(afPacket(), uring(), xdp(links));
    }

    private static Optional<String> privilege() throws IOException {
        return Capabilities.effective().has(Capability.CAP_NET_RAW)
                ? Optional.empty()
                : Optional.of("packet sockets need CAP_NET_RAW: run as root, or grant it");
    }

    private static EngineFinding afPacket() throws IOException {
        return new EngineFinding(Engine.AF_PACKET, privilege(), true, List.of());
    }

    private static EngineFinding uring() throws IOException {
        UringFeatures features = UringFeatures.probe();
        List<String> notes = features.missing().isEmpty() && !features.deferring()
                ? List.of("operations complete in the middle of other calls; Linux 6.1 can put them off")
                : List.of();
        return new EngineFinding(Engine.IO_URING, privilege().or(features::missing), notes.isEmpty(), notes);
    }

    private static EngineFinding xdp(List<PacketLink> links) throws IOException {
        List<String> notes = new ArrayList<>();
        boolean best = true;
        for (PacketLink link : links) {
            XdpFeatures features = XdpFeatures.of(link);
            if (features.missing().isPresent()) {
                return new EngineFinding(Engine.AF_XDP, features.missing(), false, List.of());
            }
            best &= features.missingZeroCopy().isEmpty();
            features.missingNative()
                    .map(reason -> link.name() + " is served in generic mode: " + reason)
                    .or(features::missingZeroCopy)
                    .ifPresent(notes::add);
            features.missingNative().flatMap(generic -> features.missingLarge()).ifPresent(notes::add);
        }
        return new EngineFinding(Engine.AF_XDP, Optional.empty(), best, notes);
    }
}
