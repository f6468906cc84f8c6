package io.weir.appliance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.LoopbackLab;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoPeersTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LoopbackLab lab = LoopbackLab.open();
    private final LabHost server = lab.addHost("server", "127.0.86.50");

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void tallySurvivesItsWayBetweenProcesses() {
        Tally tally = Tally.NONE
                .answeredBy("srv2")
                .answeredBy("srv1")
                .answeredBy("srv2")
                .failedOnce();

        assertThat(tally.text()).isEqualTo("srv1 1, srv2 2, failed 1");
        assertThat(tally.total()).isEqualTo(4);
        assertThat(Tally.decode(tally.encoded())).isEqualTo(tally);
    }

    @Test
    void clientFetchesAnImageAndChecksIt() {
        int port = freePort();
        archive(port);
        LabProcess client = client();

        client.send("archive 127.0.86.50 " + port + " 3");
        client.send("transfer 127.0.86.50 " + port + " 1000000 4000000");

        assertThat(client.stdout().awaitLine(1, SOON)).isEqualTo("archive srv1=3 failed=0");
        assertThat(client.stdout().awaitLine(2, SOON)).isEqualTo("transfer started srv1");
        assertThat(client.stdout().awaitLine(3, SOON)).isEqualTo("transfer complete 1000000 bytes, SHA-256 equal");
    }

    @Test
    void clientSeesATransferThatIsCut() {
        int port = freePort();
        LabProcess archive = archive(port);
        LabProcess client = client();
        client.send("transfer 127.0.86.50 " + port + " 1000000000 1000000");
        client.stdout().awaitLine("transfer started", SOON);

        archive.kill();

        assertThat(client.stdout().awaitLine(2, SOON)).startsWith("transfer cut after ");
    }

    @Test
    void clientCountsWhatNobodyAnswers() {
        LabProcess client = client();

        client.send("archive 127.0.86.51 " + freePort() + " 2");

        assertThat(client.stdout().awaitLine(1, SOON)).isEqualTo("archive failed=2");
    }

    @Test
    void archiveRefusesWhatIsTooMuch() throws IOException {
        int port = freePort();
        LabProcess archive = archive(port);

        try (Socket socket = new Socket(server.inetAddress(), port)) {
            InputStream in = socket.getInputStream();
            ArchiveWire.readLine(in);
            socket.getOutputStream().write("STORE 99999999999999\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(in.read()).isEqualTo(-1);
        }

        archive.stderr().awaitLine("length 99999999999999 is not in 0..17179869184", SOON);
    }

    private LabProcess archive(int port) {
        LabProcess archive = server.start(JavaProgram.shortLived(
                DemoPeer.class.getName(), "archive", "srv1", server.address(), Integer.toString(port)));
        archive.stdout().awaitLine(DemoPeer.READY, SOON);
        return archive;
    }

    private LabProcess client() {
        LabProcess client = server.start(JavaProgram.shortLived(DemoPeer.class.getName(), "client", "127.0.86.10"));
        client.stdout().awaitLine(DemoPeer.READY, SOON);
        return client;
    }

    private int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.86.50"))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no port is free", e);
        }
    }
}
