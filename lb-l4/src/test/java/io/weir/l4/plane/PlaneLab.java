package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.control.ApplyException;
import io.weir.core.control.ControlPlane;
import io.weir.core.control.StateStore;
import io.weir.core.health.HealthChecker;
import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import io.weir.l4.view.L4View;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The plane under a control plane, on a host without a kernel: eth0 (2) with 192.0.2.1 towards clients, eth1 (3) with
 * 10.0.0.1 towards servers.
 */
final class PlaneLab implements AutoCloseable {
    static final IpAddress VIP = IpAddress.of("192.0.2.10");
    static final IpAddress CLIENT = IpAddress.of("198.51.100.7");
    static final long CLIENT_MAC = 0x02_cc_00_00_00_01L;

    final FakeHost host = new FakeHost();
    final L4Plane plane = new L4Plane(host);
    private final ControlPlane control;

    PlaneLab(Path directory) throws IOException {
        host.inForce = () -> Steered.by(plane.view());
        host.add(2, "eth0", "192.0.2.1/24");
        host.add(3, "eth1", "10.0.0.1/24");
        control = new ControlPlane(
                List.of(plane),
                new StateStore(directory),
                new HealthChecker(Probes.direct()),
                InstantSource.system(),
                System::nanoTime);
    }

    /** A service "web" on the VIP's port 80, with servers of these addresses. */
    static String web(String mode, String... servers) {
        StringBuilder text = new StringBuilder("""
              - name: web
                mode: %s
                address: 192.0.2.10
                ports: 80
                health-check: { type: on }
                real-servers:
            """.formatted(mode));
        for (String server : servers) {
            text.append("      - { name: s")
                    .append(server)
                    .append(", address: ")
                    .append(server)
                    .append(" }\n");
        }
        return text.toString();
    }

    void apply(String... services) throws ApplyException {
        applyWith("", services);
    }

    /** With keys of {@code l4:}. */
    void applyWith(String l4, String... services) throws ApplyException {
        String keys = l4.isEmpty() ? "" : ", " + l4;
        String text = "l4: { max-flows: 1024" + keys + " }\nvirtual-services:"
                + (services.length == 0 ? " []\n" : "\n" + String.join("", services));
        try {
            control.apply(ConfigurationFile.parse("weir.yaml", text)).join();
        } catch (InvalidConfiguration e) {
            throw new IllegalArgumentException(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof ApplyException refused) {
                throw refused;
            }
            throw e;
        }
    }

    ControlPlane control() {
        return control;
    }

    L4View view() {
        return plane.view();
    }

    FakeEngine engine() {
        return host.queues.getLast().engine();
    }

    boolean answersFor(String address) {
        IpAddress one = IpAddress.of(address);
        return view().vip(one.high(), one.low(), one.v6()) != null;
    }

    /** A SYN of the client from this port; what was sent on. */
    byte[] syn(int port) {
        return exchange(0, synFrame(port));
    }

    static byte[] synFrame(int port) {
        MemorySegment memory = Arena.ofAuto().allocate(128, 64);
        int length = new PacketBuilder()
                .start(memory, 0)
                .ethernet(0x0200_0000_0002L, CLIENT_MAC)
                .ipv4((int) CLIENT.low(), (int) VIP.low())
                .tcp(port, 80, TcpView.SYN)
                .build();
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A frame arrives at a place of the engine in use; what was sent by any. */
    byte[] exchange(int place, byte[] frame) {
        FakeEngine engine = engine();
        assertThat(engine.wire.offer(place, frame)).isTrue();
        List<byte[]> sent = new ArrayList<>();
        until(() -> {
            for (int i = 0; i < engine.links().size(); i++) {
                byte[] one = engine.wire.take(i);
                if (one != null) {
                    sent.add(one);
                }
            }
            return !sent.isEmpty();
        });
        return sent.getFirst();
    }

    /** Waits for what happens on the workers' threads. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        control.close();
        plane.close();
    }
}
