package io.weir.arp.check;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the wire has said.
 *
 * @param at when it was asked
 * @param took how long that took
 * @param vips in the order of the file
 */
public record CheckReport(Instant at, Duration took, List<OfVip> vips) {
    /** Copies the list. */
    public CheckReport {
        vips = List.copyOf(vips);
    }

    /** Nothing was asked yet. */
    public static CheckReport none() {
        return new CheckReport(Instant.EPOCH, Duration.ZERO, List.of());
    }

    /** Whether nobody answers who must not, every server is ready, and all could be asked. */
    public boolean ok() {
        return vips.stream().allMatch(OfVip::ok);
    }

    /** The same with the VIPs of one service, and its servers, only. */
    public CheckReport only(String service) {
        return new CheckReport(
                at,
                took,
                vips.stream()
                        .filter(vip -> vip.services().contains(service))
                        .map(vip -> new OfVip(
                                vip.address(),
                                vip.interfaceName(),
                                List.of(service),
                                vip.answers(),
                                vip.servers().stream()
                                        .filter(server -> server.service().equals(service))
                                        .toList(),
                                vip.problem()))
                        .toList());
    }

    /**
     * One VIP.
     *
     * @param address the VIP
     * @param interfaceName of the link that was asked
     * @param services whose VIP it is
     * @param answers of others
     * @param servers of direct return; one for each service that it is of
     * @param problem why nothing could be asked; null if it could
     */
    public record OfVip(
            IpAddress address,
            String interfaceName,
            List<String> services,
            List<Answer> answers,
            List<OfServer> servers,
            @Nullable String problem) {
        /** Copies the lists. */
        public OfVip {
            services = List.copyOf(services);
            answers = List.copyOf(answers);
            servers = List.copyOf(servers);
        }

        /** Whether all is well. */
        public boolean ok() {
            return problem == null
                    && answers.isEmpty()
                    && servers.stream().allMatch(server -> server.verdict() == Verdict.OK);
        }
    }

    /** On which occasion a station spoke for a VIP. */
    public enum Form {
        /** Asked by nobody: 0.0.0.0 or :: (RFC 5227 section 2.1.1, RFC 4862 section 5.4.2). */
        PROBE("probe"),
        /** Asked by our own address. */
        REQUEST("request"),
        /** Not asked: it announces the address. */
        ANNOUNCEMENT("announcement"),
        /** Not asked: it asks for others and names the VIP as its own address. */
        LEAK("leak");

        private final String key;

        Form(String key) {
            this.key = key;
        }

        /** The word of the API. */
        public String key() {
            return key;
        }
    }

    /**
     * A station that speaks for a VIP.
     *
     * @param mac its Ethernet address
     * @param server the configured server with this address, as {@code web/srv1}; null for a stranger
     * @param vendor as {@link MacVendors} knows; null if it does not
     * @param forms on which occasions
     */
    public record Answer(
            MacAddress mac,
            @Nullable String server,
            @Nullable String vendor,
            Set<Form> forms) {
        /** Copies the set. */
        public Answer {
            forms = Set.copyOf(forms);
        }

        /** What is wrong and what to do, one sentence or two. */
        public String advice(IpAddress vip) {
            if (MacVendors.isLoadBalancing(mac)) {
                return "a Windows NLB cluster has the address " + vip + "; NLB must be off on servers of direct return";
            }
            if (server != null) {
                return "server " + server + " attracts traffic past the balancer; it must not "
                        + (forms.contains(Form.PROBE) || forms.contains(Form.REQUEST) ? "answer for" : "speak of")
                        + " the VIP";
            }
            return "a station that is no configured server has the address too; find " + mac
                    + " in the switch's table, and take the address from it";
        }
    }

    /**
     * One server of direct return for one service.
     *
     * @param service of which service
     * @param server its name there
     * @param address its own address
     * @param mac its Ethernet address; null when it does not answer for its own address
     * @param verdict whether it is ready
     * @param detail what was seen
     * @param fix one line for the server; null when all is well
     * @param command the recipe for it; null when all is well, or when there is none
     */
    public record OfServer(
            String service,
            String server,
            IpAddress address,
            @Nullable MacAddress mac,
            Verdict verdict,
            String detail,
            @Nullable String fix,
            @Nullable String command) {}
}
