package io.weir.l7.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressTest {
    private static final IpAddress V4 = IpAddress.of("198.51.100.1");
    private static final IpAddress V6 = IpAddress.of("2001:db8:1::1");

    @Test
    void clientsOfTheServersFamilyAreFine() {
        assertThat(SourceAddress.refusal(IpAddress.of("192.0.2.1"), V4)).isNull();
        assertThat(SourceAddress.refusal(IpAddress.of("2001:db8::1"), V6)).isNull();
        assertThat(SourceAddress.refusal(IpAddress.of("2001:db8::1"), V4))
                .isEqualTo("a transparent service cannot reach the IPv4 server 198.51.100.1 from the client's IPv6"
                        + " address 2001:db8::1");
        assertThat(SourceAddress.refusal(IpAddress.of("192.0.2.1"), V6)).contains("IPv6 server", "IPv4 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "224.0.0.1", "::1", "::", "fe80::1", "ff02::1"})
    void addressesThatNobodyRoutesAreRefused(String client) {
        IpAddress address = IpAddress.of(client);

        assertThat(SourceAddress.refusal(address, address.v6() ? V6 : V4)).contains("from " + client + ", to which");
    }
}
