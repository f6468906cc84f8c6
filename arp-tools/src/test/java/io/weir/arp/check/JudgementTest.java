package io.weir.arp.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.check.AcceptProbes.Outcome;
import io.weir.arp.check.AcceptProbes.Seen;
import io.weir.core.net.MacAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static CheckReport.OfServer judge(
            @Nullable MacAddress mac, boolean answers, boolean echo, Map<Integer, Outcome> ports) {
        return new Judgement(Plans.VIP, Plans.WEB, mac).of(answers, true, new Seen(ports, echo));
    }

    @Test
    void aServerThatAcceptsAndKeepsSilentIsOk() {
        CheckReport.OfServer server =
                judge(Plans.SERVER, false, false, Map.of(80, Outcome.ACCEPTED, 443, Outcome.ACCEPTED));

        assertThat(server.verdict()).isEqualTo(Verdict.OK);
        assertThat(server.fix()).isNull();
    }

    @Test
    void aServerWithoutAnEthernetAddressHasNoPath() {
        assertThat(judge(null, false, false, Map.of()).verdict()).isEqualTo(Verdict.NO_LAYER_2_PATH);
    }

    @Test
    void answeringComesBeforeEverythingElse() {
        CheckReport.OfServer server = judge(Plans.SERVER, true, true, Map.of(80, Outcome.REFUSED));

        assertThat(server.verdict()).isEqualTo(Verdict.ANSWERS_ARP);
        assertThat(server.fix()).contains("arp_ignore=1");
        assertThat(server.command()).isEqualTo("weir arp guide --os linux --vip 192.0.2.10 --rip 192.0.2.51");
    }

    @Test
    void silenceEverywhereIsAVipThatIsNotThere() {
        assertThat(judge(Plans.SERVER, false, false, Map.of(80, Outcome.SILENT)).verdict())
                .isEqualTo(Verdict.VIP_NOT_CONFIGURED);
        assertThat(judge(Plans.SERVER, false, false, Map.of(80, Outcome.UNREACHABLE))
                        .verdict())
                .isEqualTo(Verdict.VIP_NOT_CONFIGURED);
    }

    @Test
    void aServerThatPassesPacketsOnIsWithoutTheVip() {
        CheckReport.OfServer server = judge(Plans.SERVER, false, false, Map.of(80, Outcome.PASSED_ON));

        assertThat(server.verdict()).isEqualTo(Verdict.VIP_NOT_CONFIGURED);
        assertThat(server.detail()).contains("passes them on");
        assertThat(judge(Plans.SERVER, false, true, Map.of(80, Outcome.PASSED_ON))
                        .verdict())
                .as("one host with two addresses")
                .isEqualTo(Verdict.OK);
    }

    @Test
    void anAddressThatIsThereMakesSilenceTheServices() {
        CheckReport.OfServer server =
                judge(Plans.SERVER, false, true, Map.of(80, Outcome.SILENT, 443, Outcome.ACCEPTED));

        assertThat(server.verdict()).isEqualTo(Verdict.SERVICE_REFUSES);
        assertThat(server.detail())
                .contains("port 80 does not answer (firewall?)")
                .doesNotContain("443");
        assertThat(judge(Plans.SERVER, false, false, Map.of(80, Outcome.REFUSED))
                        .detail())
                .contains("nothing listens");
    }

    @Test
    void aServiceWithoutTcpIsJudgedByTheAddress() {
        assertThat(judge(Plans.SERVER, false, true, Map.of()).verdict()).isEqualTo(Verdict.OK);
        assertThat(judge(Plans.SERVER, false, false, Map.of()).verdict()).isEqualTo(Verdict.VIP_NOT_CONFIGURED);
    }

    @Test
    void vendorsAreNamed() {
        assertThat(MacVendors.of(Plans.mac("00:50:56:01:02:03"))).isEqualTo("VMware");
        assertThat(MacVendors.of(Plans.mac("02:bf:0a:00:00:01"))).isEqualTo("Windows NLB cluster");
        assertThat(MacVendors.of(Plans.mac("02:01:0a:00:00:01")))
                .contains("perhaps")
                .contains("NLB");
        assertThat(MacVendors.of(Plans.mac("00:00:5e:00:01:07"))).isEqualTo("VRRP router 7");
        assertThat(MacVendors.of(Plans.mac("02:42:ac:11:00:02"))).isEqualTo("container (Docker)");
        assertThat(MacVendors.of(Plans.mac("5a:01:02:03:04:05"))).isEqualTo("locally administered");
        assertThat(MacVendors.of(Plans.mac("00:00:00:01:02:03"))).isNull();
    }
}
