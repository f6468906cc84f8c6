package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.filter.FilterWorld;
import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.nftables.NftIngressFilter;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The same frames by a real link to every filter. Each frame has an Ethernet address of its own, and a chain behind the
 * filter notes those that pass.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class FilterAgreementTest {
    private static final Pattern MAC = Pattern.compile("06:00:00:00:([0-9a-f]{2}):([0-9a-f]{2})");
    private static final int SOURCE_MAC = 6;
    private static final int OTHER_ETHER_TYPE = 0x88b5;

    /** Where nf_tables decides otherwise, about frames that the host has no use for. */
    private static final Set<String> OTHERWISE = Set.of(
            "another version",
            "a header too short",
            "ARP for other hardware",
            "an authentication header",
            "nine extension headers");

    private FilterWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new FilterWorld();
        world.host()
                .run(
                        "nft",
                        "add table netdev notes; add set netdev notes passed { type ether_addr; size 65535; flags dynamic; };"
                                + " add chain netdev notes behind { type filter hook ingress device \"eth0\" priority 600; };"
                                + " add rule netdev notes behind add @passed { ether saddr }");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void nftables() throws Exception {
        // It does not look behind a second tag.
        dropsWhatTheCasesSay(
                NftIngressFilter::open,
                each -> !each.name().startsWith("tagged twice: ")
                        && !OTHERWISE.contains(each.name().replaceFirst("^tagged: ", "")));
    }

    @Test
    void tcx() throws Exception {
        dropsWhatTheCasesSay(TcIngressFilter::open, each -> true);
    }

    @Test
    void clsact() throws Exception {
        dropsWhatTheCasesSay(() -> TcIngressFilter.open(false), each -> true);
    }

    private void dropsWhatTheCasesSay(Callable<IngressFilter> open, Predicate<FilterCase> wanted) throws Exception {
        List<FilterCase> cases = FilterCases.all().filter(wanted).toList();
        List<String> wrong = new ArrayList<>();
        try (IngressFilter filter = world.filter(open);
                PacketSocket cable = FilterWorld.packets(world.peer())) {
            filter.replace(FilterCases.rules());
            for (int number = 0; number < cases.size(); number++) {
                cable.send(from(number, cases.get(number).frame()));
            }
            cable.send(from(cases.size(), Frames.ethernet(OTHER_ETHER_TYPE, new byte[46])));
            Await.until("the last frame passes", () -> passed().contains(cases.size()));
            Set<Integer> passed = passed();
            for (int number = 0; number < cases.size(); number++) {
                boolean passes = cases.get(number).atTc() == Outcome.PASSED;
                if (passed.contains(number) != passes) {
                    wrong.add(cases.get(number) + (passes ? " is dropped" : " passes"));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static byte[] from(int number, byte[] frame) {
        byte[] mac = {6, 0, 0, 0, (byte) (number >> Byte.SIZE), (byte) number};
        System.arraycopy(mac, 0, frame, SOURCE_MAC, mac.length);
        return frame;
    }

    private Set<Integer> passed() {
        Set<Integer> numbers = new TreeSet<>();
        MAC.matcher(world.host().run("nft", "list", "set", "netdev", "notes", "passed"))
                .results()
                .map(FilterAgreementTest::number)
                .forEach(numbers::add);
        return numbers;
    }

    private static int number(MatchResult mac) {
        return Integer.parseInt(mac.group(1) + mac.group(2), 16);
    }
}
