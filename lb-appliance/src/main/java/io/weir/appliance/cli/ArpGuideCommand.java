package io.weir.appliance.cli;

import io.weir.arp.guide.GuideFormat;
import io.weir.arp.guide.GuideRequest;
import io.weir.arp.guide.GuideText;
import io.weir.arp.guide.Recipes;
import io.weir.arp.guide.ServerSystem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir arp guide}: needs no daemon. */
@Command(
        name = "guide",
        description = "The recipe for one real server: apply, verify, undo. Needs no daemon; changes nothing.",
        footer = {
            "",
            "Examples:",
            "  weir arp guide --os help",
            "  weir arp guide --os ubuntu --vip 192.0.2.10",
            "  weir arp guide --os linux --vip 2001:db8::10 --format sh > vip.sh",
            "  weir arp guide --os windows --vip 192.0.2.10 --rip 192.0.2.51 --format ps1",
            "  weir arp guide --os linux --mode nat --vip 192.0.2.10 \\",
            "      --rip 192.0.2.51/24 --interface eth0 --gateway 192.0.2.2"
        })
public final class ArpGuideCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--os",
            paramLabel = "OS",
            required = true,
            description = "What the server runs; help lists what is known.")
    private String os = "";

    @Option(names = "--vip", paramLabel = "VIP", description = "The VIP, IPv4 or IPv6.")
    private @Nullable String vip;

    @Option(
            names = "--rip",
            paramLabel = "RIP",
            description = "The server's own address; with its prefix length for mode nat, as 192.0.2.51/24.")
    private @Nullable String rip;

    @Option(names = "--interface", paramLabel = "IF", description = "The interface that the server's address is on.")
    private @Nullable String interfaceName;

    @Option(
            names = "--mode",
            paramLabel = "dr|nat",
            description = "The service's mode. Default: dr. The others need nothing on the server.")
    private @Nullable String mode;

    @Option(
            names = "--gateway",
            paramLabel = "ADDRESS",
            description = "For mode nat: the balancer's address in the server's subnet.")
    private @Nullable String gateway;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text, markdown, sh or ps1; the last two are scripts to run on the server. Default: text.")
    private String format = "text";

    @Override
    public Integer call() {
        if (os.equals("help") || os.equals("list")) {
            ServerSystem.known().forEach(spec.commandLine().getOut()::println);
            return ExitStatus.DONE;
        }
        try {
            if (ServerSystem.parse(os).isPresent() && vip == null) {
                throw new IllegalArgumentException("which VIP? Write: weir arp guide --os " + os + " --vip 192.0.2.10");
            }
            GuideFormat chosen = GuideFormat.parse(format)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--format " + format + " is not known; known are " + GuideFormat.known()));
            GuideRequest request = GuideRequest.parse(os, vip == null ? "" : vip, rip, interfaceName, mode, gateway);
            GuideText.lines(Recipes.of(request), chosen)
                    .forEach(spec.commandLine().getOut()::println);
            return ExitStatus.DONE;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
