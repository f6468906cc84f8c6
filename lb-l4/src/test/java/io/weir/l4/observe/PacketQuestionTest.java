package io.weir.l4.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import org.junit.jupiter.api.Test;

class PacketQuestionTest {
    @Test
    void readsBothFamilies() {
        PacketQuestion four = PacketQuestion.parse("tcp", "10.9.0.10:40000", "10.1.0.80:443");
        assertThat(four)
                .isEqualTo(new PacketQuestion(
                        PacketQuestion.Kind.TCP, IpAddress.of("10.9.0.10"), 40000, IpAddress.of("10.1.0.80"), 443));
        PacketQuestion six = PacketQuestion.parse("udp", "[2001:db8::10]:1", "[2001:db8::53]:65535");
        assertThat(six.from()).isEqualTo("[2001:db8::10]:1");
        assertThat(six.to()).isEqualTo("[2001:db8::53]:65535");
        assertThat(PacketQuestion.parse("icmp", "10.9.0.10", "10.1.0.80").to()).isEqualTo("10.1.0.80");
        assertThat(PacketQuestion.parse("icmp", "[::1]:7", "[::2]").from()).isEqualTo("::1");
    }

    @Test
    void saysWhatIsWrong() {
        refused("sctp", "10.9.0.10:1", "10.1.0.80:1", "none of tcp, udp and icmp");
        refused("tcp", "10.9.0.10", "10.1.0.80:1", "write 192.0.2.1:1234");
        refused("tcp", "10.9.0.10:0", "10.1.0.80:1", "\"10.9.0.10:0\"");
        refused("tcp", "10.9.0.10:1", "10.1.0.80:65536", "\"10.1.0.80:65536\"");
        refused("tcp", "10.9.0.999:1", "10.1.0.80:1", "\"10.9.0.999:1\"");
        refused("tcp", "2001:db8::10:1", "[2001:db8::53]:1", "[2001:db8::1]:1234");
        refused("tcp", "10.9.0.10:1", "[2001:db8::53]:1", "two address families");
    }

    private static void refused(String protocol, String from, String to, String text) {
        assertThatThrownBy(() -> PacketQuestion.parse(protocol, from, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
