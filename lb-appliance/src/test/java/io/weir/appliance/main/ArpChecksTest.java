package io.weir.appliance.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.main.ArpChecks.Finding;
import io.weir.arp.check.CheckReport;
import io.weir.core.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArpChecksTest {
    private static final Map<String, Set<Finding>> BEFORE = Map.of("web", Set.of(new Finding("srv1", "answers ARP")));

    private static CheckReport report(@Nullable String problem) {
        CheckReport.OfVip vip = new CheckReport.OfVip(
                IpAddress.of("192.0.2.10"), "eth0", List.of("web"), List.of(), List.of(), problem);
        return new CheckReport(Instant.EPOCH, Duration.ZERO, List.of(vip));
    }

    @Test
    void whatWasWrongIsOverOnlyWhenItCouldBeAskedFor() {
        assertThat(ArpChecks.findings(report("the link is down"), BEFORE)).isEqualTo(BEFORE);
        assertThat(ArpChecks.findings(report(null), BEFORE)).isEmpty();
    }
}
