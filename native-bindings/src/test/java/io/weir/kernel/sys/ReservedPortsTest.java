package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernel parameters and ports in a network namespace of the test's own. */
@ExtendWith(NoLeakedDescriptors.class)
class ReservedPortsTest {
    @TempDir
    private Path folder;

    private TestHost host;
    private Path file;

    @BeforeEach
    void open() throws Exception {
        host = TestHost.create();
        file = folder.resolve("ports");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void parametersAreThoseOfTheThreadsNamespace() throws Exception {
        String ours = Sysctl.read("net.ipv4.ip_default_ttl");
        host.call(() -> {
            Sysctl.write("net.ipv4.ip_default_ttl", "33");
            assertThat(Sysctl.read("net/ipv4/ip_default_ttl")).isEqualTo("33");
            return true;
        });

        assertThat(Sysctl.read("net.ipv4.ip_default_ttl")).isEqualTo(ours).isNotEqualTo("33");
        assertThat(host.run("cat", "/proc/sys/net/ipv4/ip_default_ttl").strip()).isEqualTo("33");
    }

    @Test
    void refusalsNameTheParameter() {
        assertThatThrownBy(() -> Sysctl.read("net.ipv4.no_such"))
                .hasMessage("this kernel has no parameter net.ipv4.no_such");
        assertThatThrownBy(() -> Sysctl.write("net.ipv4.no_such", "1"))
                .hasMessage("this kernel has no parameter net.ipv4.no_such");
        assertThatThrownBy(() -> host.call(() -> {
                    Sysctl.write("net.ipv4.ip_default_ttl", "4711");
                    return true;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot set kernel parameter net.ipv4.ip_default_ttl to \"4711\": ");
        assertThat(Sysctl.exists("net.ipv4.ip_default_ttl")).isTrue();
        assertThat(Sysctl.exists("net.ipv4.no_such")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/etc/passwd", "net/../../x", "net//ipv4/../x", ".."})
    void namesStayBelowProcSys(String name) {
        assertThatThrownBy(() -> Sysctl.path(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyOurPortsAreGivenBack() throws Exception {
        list("80,2000-2005");
        ReservedPorts ports = host.call(() -> ReservedPorts.open(file));
        reserve(ports, PortSet.of(2003, 2100));
        assertThat(list()).isEqualTo("80,2000-2100");
        assertThat(ports.ours()).isEqualTo(PortSet.of(2006, 2100));
        list("80,90,2000-2100");

        reserve(ports, PortSet.of(2050, 2200));
        assertThat(list()).isEqualTo("80,90,2000-2005,2050-2200");
        closePorts(ports);

        assertThat(list()).isEqualTo("80,90,2000-2005");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftIsGivenBack() throws Exception {
        list("80,2000-2005");
        reserve(host.call(() -> ReservedPorts.open(file)), PortSet.of(2000, 2100));
        assertThat(list()).isEqualTo("80,2000-2100");

        ReservedPorts next = host.call(() -> ReservedPorts.open(file));
        assertThat(list()).isEqualTo("80,2000-2005");
        reserve(next, PortSet.of(3000, 3001));
        assertThat(list()).isEqualTo("80,2000-2005,3000-3001");
        closePorts(next);
        assertThat(list()).isEqualTo("80,2000-2005");
    }

    @Test
    void aFileOfAnotherBootOrOfSomethingElseIsNotBelieved() throws Exception {
        list("80");
        for (String text : List.of("another-boot net:[1]\n80\n", "", "\n", "80", "\u00ff\u0000")) {
            Files.writeString(file, text);
            closePorts(host.call(() -> ReservedPorts.open(file)));

            assertThat(list()).as(text).isEqualTo("80");
        }
    }

    @Test
    void aListLongerThanAPageIsWrittenWhole() throws Exception {
        BitSet odd = new BitSet();
        for (int port = 10_001; port < 14_000; port += 2) {
            odd.set(port);
        }
        PortSet wanted = PortSet.of(odd);
        ReservedPorts ports = host.call(() -> ReservedPorts.open(file));

        reserve(ports, wanted);
        assertThat(PortSet.parse(list())).isEqualTo(wanted);
        closePorts(ports);
        assertThat(list()).isEmpty();
    }

    @Test
    void portsInUseAreListedWhateverTheirAddressAndState() throws Exception {
        PortsInUse used = host.call(() -> {
            try (ServerSocket v4 = new ServerSocket(8001, 1, InetAddress.ofLiteral("127.0.0.1"));
                    ServerSocket _ = new ServerSocket(8002, 1, InetAddress.ofLiteral("::1"));
                    DatagramChannel _ = DatagramChannel.open().bind(on("127.0.0.1", 8003));
                    DatagramChannel _ = DatagramChannel.open().bind(on("::1", 8004));
                    Socket client = new Socket()) {
                client.bind(on("127.0.0.1", 8005));
                client.connect(v4.getLocalSocketAddress());
                return PortsInUse.read();
            }
        });

        assertThat(used.tcp().text()).isEqualTo("8001-8002,8005");
        assertThat(used.udp().text()).isEqualTo("8003-8004");
        assertThat(used.all().text()).isEqualTo("8001-8005");
    }

    @Test
    void aTableThatReadsOtherwiseIsRefused() throws Exception {
        assertThat(PortsInUse.parse("t", List.of())).isEqualTo(PortSet.EMPTY);
        assertThat(PortsInUse.parse("t", List.of("  sl  local_address", "   0: 0100007F:1F41 00000000:0000 0A")))
                .isEqualTo(PortSet.of(8001, 8001));
        for (String line : List.of("", "0:", "0: 0100007F 00000000:0000", "0: 0100007F:XXXX")) {
            assertThatThrownBy(() -> PortsInUse.parse("t", List.of("heading", line)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("t: no local address and port in \"" + line + "\"");
        }
    }

    private static InetSocketAddress on(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private void reserve(ReservedPorts ports, PortSet wanted) throws Exception {
        host.call(() -> {
            ports.reserve(wanted);
            return true;
        });
    }

    private void closePorts(ReservedPorts ports) throws Exception {
        host.call(() -> {
            ports.close();
            return true;
        });
    }

    private void list(String text) throws Exception {
        host.call(() -> {
            Sysctl.write(ReservedPorts.PARAMETER, text);
            return true;
        });
    }

    private String list() throws Exception {
        return host.call(() -> Sysctl.read(ReservedPorts.PARAMETER));
    }
}
