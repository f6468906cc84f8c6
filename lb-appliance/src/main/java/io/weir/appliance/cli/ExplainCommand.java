package io.weir.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir explain}. */
@Command(
        name = "explain",
        description = "Tell what a packet would get and why, without sending it.",
        footer = {
            "",
            "Examples:",
            "  weir explain tcp 10.9.0.10:40000 10.1.0.80:443",
            "  weir explain udp [2001:db8::10]:40000 [2001:db8:1::53]:53",
            "  weir explain icmp 10.9.0.10 10.1.0.80"
        })
public final class ExplainCommand extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "PROTO", description = "tcp, udp or icmp.")
    private String protocol = "";

    @Parameters(index = "1", paramLabel = "SRC:PORT", description = "Where it comes from; IPv6 in brackets.")
    private String source = "";

    @Parameters(index = "2", paramLabel = "DST:PORT", description = "Where it goes.")
    private String destination = "";

    @Override
    String command() {
        return "explain " + word(protocol) + " " + end(source) + " " + end(destination);
    }

    private String end(String text) {
        if (!text.matches("[0-9a-fA-F.:\\[\\]]{2,60}")) {
            throw wrong("\"" + text + "\" is no end of a packet; write 192.0.2.1:1234 or [2001:db8::1]:1234");
        }
        return text;
    }
}
