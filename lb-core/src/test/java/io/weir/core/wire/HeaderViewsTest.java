package io.weir.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Each view over bytes written by hand from its RFC; every field has a value of its own. */
class HeaderViewsTest {
    private final StringBuilder text = new StringBuilder();

    @Test
    void ethernet() {
        EthernetView view = new EthernetView().wrap(NativeBytes.hex("ff 020000000001 02fffffffffe 86dd"), 1);

        assertThat(view.destinationAddress()).isEqualTo(0x0200_0000_0001L);
        assertThat(view.sourceAddress()).isEqualTo(0x02ff_ffff_fffeL);
        assertThat(view.etherType()).isEqualTo(EtherType.IPV6);
        assertThat(view.describe(text)).hasToString("02:ff:ff:ff:ff:fe > 02:00:00:00:00:01, ethertype 0x86dd");
    }

    @Test
    void vlan() {
        VlanView view = new VlanView().wrap(NativeBytes.hex("ff 8100 bfff 0800"), 1);

        assertThat(view.tagProtocolIdentifier()).isEqualTo(EtherType.VLAN);
        assertThat(view.priorityCodePoint()).isEqualTo(5);
        assertThat(view.dropEligible()).isTrue();
        assertThat(view.vlanIdentifier()).isEqualTo(4095);
        assertThat(view.etherType()).isEqualTo(EtherType.IPV4);
        assertThat(view.describe(text)).hasToString("vlan 4095, p 5, ethertype 0x0800");
    }

    @Test
    void arp() {
        MemorySegment request = NativeBytes.hex("0001 0800 06 04 0001 02000000000a c0000201 000000000000 c0000202");
        ArpView view = new ArpView().wrap(request, 0);

        assertThat(view.hardwareType()).isEqualTo(ArpView.HARDWARE_ETHERNET);
        assertThat(view.protocolType()).isEqualTo(EtherType.IPV4);
        assertThat(view.hardwareAddressLength()).isEqualTo(6);
        assertThat(view.protocolAddressLength()).isEqualTo(4);
        assertThat(view.operation()).isEqualTo(ArpView.REQUEST);
        assertThat(view.senderHardwareAddress()).isEqualTo(0x0200_0000_000aL);
        assertThat(view.senderProtocolAddress()).isEqualTo(0xc000_0201);
        assertThat(view.targetHardwareAddress()).isZero();
        assertThat(view.targetProtocolAddress()).isEqualTo(0xc000_0202);
        assertThat(view.describe(text)).hasToString("arp who-has 192.0.2.2 tell 192.0.2.1");
    }

    @Test
    void arpReplyAndOtherOperationsAreDescribed() {
        ArpView reply = new ArpView()
                .wrap(NativeBytes.hex("0001 0800 06 04 0002 02000000000a c0000201 02000000000b c0000202"), 0);
        assertThat(reply.targetHardwareAddress()).isEqualTo(0x0200_0000_000bL);
        assertThat(reply.describe(text)).hasToString("arp reply 192.0.2.1 is-at 02:00:00:00:00:0a");

        ArpView reverse = new ArpView()
                .wrap(NativeBytes.hex("0001 0800 06 04 0003 02000000000a c0000201 02000000000b c0000202"), 0);
        assertThat(reverse.describe(new StringBuilder())).hasToString("arp operation 3");
    }

    @Test
    void ipv4() {
        MemorySegment header = NativeBytes.hex("ff 4f b8 fffe 8001 6003 40 11 abcd c0000201 c6336402");
        Ipv4View view = new Ipv4View().wrap(header, 1);

        assertThat(view.version()).isEqualTo(4);
        assertThat(view.headerLength()).isEqualTo(60);
        assertThat(view.typeOfService()).isEqualTo(0xb8);
        assertThat(view.totalLength()).isEqualTo(65_534);
        assertThat(view.identification()).isEqualTo(0x8001);
        assertThat(view.dontFragment()).isTrue();
        assertThat(view.moreFragments()).isTrue();
        assertThat(view.fragmentOffset()).isEqualTo(24);
        assertThat(view.timeToLive()).isEqualTo(64);
        assertThat(view.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(view.headerChecksum()).isEqualTo(0xabcd);
        assertThat(view.sourceAddress()).isEqualTo(0xc000_0201);
        assertThat(view.destinationAddress()).isEqualTo(0xc633_6402);
        assertThat(view.describe(text))
                .hasToString("192.0.2.1 > 198.51.100.2, ttl 64, proto 17, length 65534, frag 32769@24+");
    }

    @Test
    void ipv6() {
        MemorySegment header = NativeBytes.hex(
                "6b8fffff fffe 3a ff 20010db8000000000000000000000001 20010db8000000018000000000000002");
        Ipv6View view = new Ipv6View().wrap(header, 0);

        assertThat(view.version()).isEqualTo(6);
        assertThat(view.trafficClass()).isEqualTo(0xb8);
        assertThat(view.flowLabel()).isEqualTo(0xf_ffff);
        assertThat(view.payloadLength()).isEqualTo(65_534);
        assertThat(view.nextHeader()).isEqualTo(IpProtocol.ICMPV6);
        assertThat(view.hopLimit()).isEqualTo(255);
        assertThat(IpAddress.v6(view.sourceHigh(), view.sourceLow())).isEqualTo(IpAddress.of("2001:db8::1"));
        assertThat(IpAddress.v6(view.destinationHigh(), view.destinationLow()))
                .isEqualTo(IpAddress.of("2001:db8:0:1:8000::2"));
        assertThat(view.describe(text))
                .hasToString("2001:db8::1 > 2001:db8:0:1:8000::2, hlim 255, next 58, payload 65534");
    }

    @Test
    void tcp() {
        TcpView view = new TcpView().wrap(NativeBytes.hex("9c40 0050 fffffffe 80000001 f0 d3 ffff abcd 8001"), 0);

        assertThat(view.sourcePort()).isEqualTo(40_000);
        assertThat(view.destinationPort()).isEqualTo(80);
        assertThat(view.sequenceNumber()).isEqualTo(0xffff_fffeL);
        assertThat(view.acknowledgmentNumber()).isEqualTo(0x8000_0001L);
        assertThat(view.headerLength()).isEqualTo(60);
        assertThat(view.flags()).isEqualTo(TcpView.CWR | TcpView.ECE | TcpView.ACK | TcpView.SYN | TcpView.FIN);
        assertThat(view.window()).isEqualTo(65_535);
        assertThat(view.checksum()).isEqualTo(0xabcd);
        assertThat(view.urgentPointer()).isEqualTo(0x8001);
        assertThat(view.describe(text))
                .hasToString("tcp 40000 > 80, flags [FS.EW], seq 4294967294, ack 2147483649, win 65535");
    }

    @Test
    void udp() {
        UdpView view = new UdpView().wrap(NativeBytes.hex("9c40 0035 fffe abcd"), 0);

        assertThat(view.sourcePort()).isEqualTo(40_000);
        assertThat(view.destinationPort()).isEqualTo(53);
        assertThat(view.length()).isEqualTo(65_534);
        assertThat(view.checksum()).isEqualTo(0xabcd);
        assertThat(view.describe(text)).hasToString("udp 40000 > 53, length 65534");
    }

    @Test
    void icmp() {
        IcmpView echo = new IcmpView().wrap(NativeBytes.hex("08 00 abcd fffe 8001"), 0);
        assertThat(echo.type()).isEqualTo(IcmpView.ECHO_REQUEST);
        assertThat(echo.checksum()).isEqualTo(0xabcd);
        assertThat(echo.identifier()).isEqualTo(0xfffe);
        assertThat(echo.sequenceNumber()).isEqualTo(0x8001);
        assertThat(echo.describe(text)).hasToString("icmp echo request, id 65534, seq 32769");

        IcmpView error = new IcmpView().wrap(NativeBytes.hex("03 04 abcd 00 20 0578"), 0);
        assertThat(error.code()).isEqualTo(IcmpView.FRAGMENTATION_NEEDED);
        assertThat(error.originalDatagramLength()).isEqualTo(128);
        assertThat(error.nextHopMtu()).isEqualTo(1400);
        assertThat(error.describe(new StringBuilder())).hasToString("icmp type 3 code 4, mtu 1400");
    }

    @Test
    void icmpv6() {
        Icmpv6View echo = new Icmpv6View().wrap(NativeBytes.hex("81 00 abcd fffe 8001"), 0);
        assertThat(echo.checksum()).isEqualTo(0xabcd);
        assertThat(echo.identifier()).isEqualTo(0xfffe);
        assertThat(echo.sequenceNumber()).isEqualTo(0x8001);
        assertThat(echo.describe(text)).hasToString("icmp6 echo reply, id 65534, seq 32769");

        Icmpv6View tooBig = new Icmpv6View().wrap(NativeBytes.hex("02 00 abcd fffffffe"), 0);
        assertThat(tooBig.code()).isZero();
        assertThat(tooBig.mtu()).isEqualTo(0xffff_fffeL);
        assertThat(tooBig.describe(new StringBuilder())).hasToString("icmp6 type 2 code 0, mtu 4294967294");

        Icmpv6View unreachable = new Icmpv6View().wrap(NativeBytes.hex("01 04 abcd 10 000000"), 0);
        assertThat(unreachable.originalDatagramLength()).isEqualTo(128);

        Icmpv6View solicitation =
                new Icmpv6View().wrap(NativeBytes.hex("87 00 abcd 00000000 20010db8000000000000000000000001"), 0);
        assertThat(IpAddress.v6(solicitation.targetHigh(), solicitation.targetLow()))
                .isEqualTo(IpAddress.of("2001:db8::1"));
        assertThat(solicitation.describe(new StringBuilder())).hasToString("icmp6 type 135 code 0, target 2001:db8::1");
    }
}
