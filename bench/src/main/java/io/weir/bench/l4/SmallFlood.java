package io.weir.bench.l4;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import java.time.Duration;
import java.util.List;

/**
 * The smallest Ethernet frames with UDP in them, counted where they arrive.
 *
 * @param time how long it is counted, after the senders have warmed up
 * @param senders threads that send
 * @param rate packets each offers in a second; 0 for as many as the kernel takes
 */
record SmallFlood(Duration time, int senders, int rate) {
    private static final Duration RAMP = Duration.ofSeconds(1);
    private static final Duration START = Duration.ofSeconds(20);

    /**
     * What one flood gave.
     *
     * @param packets that arrived
     * @param seconds in which they did
     * @param daemonSeconds processor time of the daemon
     * @param machineSeconds processor time of all there is: client, wires, balancer, servers, and whoever else runs
     */
    record Sum(long packets, double seconds, double daemonSeconds, double machineSeconds) {
        double perSecond() {
            return packets / seconds;
        }

        /** Of the daemon, for a million packets. */
        double daemonPerMillion() {
            return daemonSeconds / packets * 1e6;
        }

        /** Of the whole machine, for a million packets. */
        double machinePerMillion() {
            return machineSeconds / packets * 1e6;
        }
    }

    /** Floods one carrier. */
    Sum over(Carrier carrier) {
        List<String> arguments = List.of(
                carrier.address(),
                Integer.toString(Carriers.DISCARD),
                Integer.toString(senders),
                Integer.toString(rate));
        LabProcess flood =
                carrier.lab().near().start(JavaProgram.longLived(List.of(), Flood.class.getName(), arguments));
        try {
            flood.stdout().awaitLine(Flood.SENDING, START);
            Await.elapse(RAMP);
            return count(carrier);
        } finally {
            flood.kill();
        }
    }

    private Sum count(Carrier carrier) {
        long packets = arrived(carrier);
        double daemon = Cpu.seconds(carrier.pid());
        double machine = Cpu.machineSeconds();
        long start = System.nanoTime();
        Await.elapse(time);
        packets = arrived(carrier) - packets;
        double seconds = (System.nanoTime() - start) / 1e9;
        if (packets <= 0) {
            throw new LabException(carrier.name() + " carried no packet in " + time.toSeconds() + " s");
        }
        return new Sum(packets, seconds, Cpu.seconds(carrier.pid()) - daemon, Cpu.machineSeconds() - machine);
    }

    private static long arrived(Carrier carrier) {
        long sum = 0;
        for (LabHost server : carrier.lab().servers()) {
            sum += Long.parseLong(server.require("cat", "/sys/class/net/eth0/statistics/rx_packets")
                    .strip());
        }
        return sum;
    }
}
