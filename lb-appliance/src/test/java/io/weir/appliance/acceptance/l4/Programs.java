package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.LabHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients run, and what they see. */
final class Programs {
    static final Duration SOON = Duration.ofSeconds(60);

    /** Programs that these tests run. */
    static final String[] NEEDED = {
        "curl", "openssl", "nginx", "dnsmasq", "dig", "iperf3", "ping", "traceroute", "ethtool", "nft", "nstat"
    };

    private static final Pattern RECEIVED = Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bytes\":\\s*(\\d+)");

    private Programs() {}

    static String url(String scheme, String vip, int port, String path) {
        return scheme + "://" + Family.of(vip).inUrl(vip) + ":" + port + "/" + path;
    }

    /** Makes so many requests, each on a connection of its own; each answer is "server client-address port". */
    static List<Answer> request(LabHost client, String url, int count) {
        String loop = "for i in $(seq " + count + "); do curl -sSk --max-time 5 '" + url + "' 2>&1; done";
        return client.run(Duration.ofMinutes(1), "sh", "-c", loop)
                .stdout()
                .lines()
                .map(Answer::of)
                .toList();
    }

    /** One line of a web server. */
    record Answer(String server, String clientSeen, String port) {
        static Answer of(String line) {
            String[] words = line.split(" ", -1);
            if (words.length != 3) {
                throw new LabException("not an answer of a server: " + line);
            }
            return new Answer(words[0], words[1].replace("::ffff:", ""), words[2]);
        }
    }

    /** The SHA-256 of what is downloaded. */
    static String digestOf(LabHost client, String url) {
        String pipe = "curl -sS --max-time 60 '" + url + "' | openssl dgst -sha256 -r";
        Finished finished = client.run(Duration.ofSeconds(70), "sh", "-c", pipe);
        if (!finished.stderr().isEmpty()) {
            throw new LabException("download of " + url + ": " + finished.stderr());
        }
        return finished.stdout().split(" ", -1)[0];
    }

    /** Asks for a text record, once, waiting 2 s; the answer without quotes, or what dig says instead. */
    static String dig(LabHost client, String server, String name, String... options) {
        List<String> command =
                new ArrayList<>(List.of("dig", "+short", "+tries=1", "+time=2", "@" + server, name, "TXT"));
        command.addAll(List.of(options));
        Finished finished = client.run(SOON, command);
        return (finished.stdout() + finished.stderr()).replace("\"", "").strip();
    }

    /** The addresses of the hops, "*" for a silent one; each asked once by a SYN to port 80. */
    static List<String> traceroute(LabHost client, String target) {
        Finished finished = client.run(
                SOON,
                "traceroute",
                Family.of(target).flag(),
                "-n",
                "-T",
                "-p",
                "80",
                "-q",
                "1",
                "-m",
                "6",
                "-w",
                "2",
                target);
        return finished.orThrow()
                .stdout()
                .lines()
                .skip(1)
                .map(line -> line.strip().split(" +", -1)[1])
                .toList();
    }

    /** Bytes that arrived of 64 MiB over one connection. */
    static long transfer(LabHost client, String server, boolean toClient) {
        List<String> command =
                new ArrayList<>(List.of("iperf3", "-c", server, "-p", "" + Backend.BULK, "-n", "64M", "-J"));
        if (toClient) {
            command.add("-R");
        }
        String output = Await.reading("iperf3 to be free", SOON, () -> client.run(SOON, command), each -> !isBusy(each))
                .orThrow()
                .stdout();
        Matcher matcher = RECEIVED.matcher(output);
        if (!matcher.find()) {
            throw new LabException("no sum in the output of iperf3: " + output);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static boolean isBusy(Finished finished) {
        return finished.stdout().contains("the server is busy");
    }

    /** Waits until someone listens on this TCP port of the host. */
    static void awaitListening(LabHost host, int port) {
        Await.until(
                "a listener on port " + port + " of " + host,
                SOON,
                () -> !host.require("ss", "-Hltn", "sport = :" + port).isEmpty());
    }

    /**
     * A figure of the host's protocol stack.
     *
     * @param name as {@code nstat} has it, as {@code Icmp6InPktTooBigs}
     */
    static long figure(LabHost host, String name) {
        return host.require("nstat", "-asz", name)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.split(" +", -1)[1]))
                .findFirst()
                .orElseThrow();
    }

    /** Bytes that came in by an interface. */
    static long receivedBytes(LabHost host, String name) {
        return Long.parseLong(host.require("cat", "/sys/class/net/" + name + "/statistics/rx_bytes")
                .strip());
    }
}
