package io.weir.arp.vip;

import static io.weir.arp.vip.Snapshots.EMPTY;

import io.weir.core.control.ApplyException;
import io.weir.core.control.Snapshot;
import io.weir.core.service.VirtualService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A program that holds the addresses of its arguments until its input ends, for tests that kill it. */
final class DaemonProcess {
    static final String READY = "ready";

    private DaemonProcess() {}

    public static void main(String[] vips) throws IOException {
        VirtualService[] services = new VirtualService[vips.length];
        for (int i = 0; i < vips.length; i++) {
            services[i] = Snapshots.service("service" + i, vips[i], null);
        }
        Snapshot next = Snapshots.of(services);
        try (VipAddresses addresses = VipAddresses.ofThisHost()) {
            addresses.stage(EMPTY, next).commit();
            print(READY);
            while (System.in.read() >= 0) {}
        } catch (ApplyException e) {
            print(String.join("\n", e.problems()));
        }
    }

    private static void print(String line) throws IOException {
        System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
