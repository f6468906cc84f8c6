package io.weir.appliance.demo;

import io.weir.appliance.cli.Terminal;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.NetworkLab;
import io.weir.appliance.lab.StatusReading;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The steps of the demonstration. Each says what is done, does it, and fails the whole when it shows otherwise. */
final class Demo {
    private static final Duration READY = Duration.ofSeconds(15);
    /** Two checks 4 s apart with a timeout of 3 s each, and room for a busy machine. */
    private static final Duration VERDICT = Duration.ofSeconds(20);

    private static final int REQUESTS = 20;
    private static final long MEGABYTE = 1_000_000;

    private final DemoSite site;
    private final Narrator narrator;
    private final DemoServers servers;
    private final DemoVisitor client1;
    private final DemoVisitor client2;
    private final LabDaemon daemon;

    private Demo(
            DemoSite site,
            Narrator narrator,
            DemoServers servers,
            DemoVisitor client1,
            DemoVisitor client2,
            LabDaemon daemon) {
        this.site = site;
        this.narrator = narrator;
        this.servers = servers;
        this.client1 = client1;
        this.client2 = client2;
        this.daemon = daemon;
    }

    /** Runs every step; 0 when each showed what it should, else 1. */
    static int run(PrintStream stream) {
        PrintStream out = new PrintStream(stream, true, StandardCharsets.UTF_8);
        Narrator narrator = new Narrator(out, Terminal.of(System.getenv()).colour());
        long start = System.nanoTime();
        boolean succeeded = false;
        try {
            runSteps(narrator, out);
            succeeded = true;
        } catch (UnexpectedObservation | LabException e) {
            narrator.failed(String.valueOf(e.getMessage()));
        }
        narrator.summary(succeeded, Duration.ofNanos(System.nanoTime() - start));
        if (succeeded) {
            narrator.say("This was layer 7. Layer 4 (DR, NAT, SNAT) carries packets between networks that you have:"
                    + " docs/layer-4.md and examples/layer-4.yaml.");
        }
        return succeeded ? 0 : 1;
    }

    private static void runSteps(Narrator narrator, PrintStream out) {
        out.println("Weir: a load balancer between real clients and real servers, on this machine.");
        Optional<String> obstacle = NetworkLab.obstacle();
        if (obstacle.isPresent()) {
            narrator.say("On loopback addresses and ports above 1023, because " + obstacle.get()
                    + ". Run it as root for hosts of their own in network namespaces.");
        } else {
            narrator.say("Hosts are network namespaces of their own; nothing outside them is touched and all are"
                    + " removed at the end.");
        }
        DemoSite site = obstacle.isPresent() ? DemoSite.onLoopback() : DemoSite.inNamespaces();
        try (site) {
            Demo demo = start(site, narrator);
            demo.tlsPassesThrough();
            demo.clientsKeepTheirWebNode();
            demo.archiveUsesBoth();
            demo.stoppedServerIsFoundDown();
            demo.startedServerIsFoundUp();
            demo.drainLetsTransferFinish();
            demo.haltCutsTransfer();
            demo.fallbackPageServes();
            demo.daemonEnds();
        }
        cleanEnd(site, narrator);
    }

    private static Demo start(DemoSite site, Narrator narrator) {
        narrator.step("Start two servers, two clients and the balancer");
        narrator.say("srv1 and srv2 run a web node and an archive each: four processes. The balancer is the real"
                + " daemon with the configuration below.");
        narrator.show("cat weir.yaml", read(site));
        DemoServers servers = new DemoServers(site);
        DemoVisitor client1 = DemoVisitor.start(site, DemoSite.CLIENT_1);
        DemoVisitor client2 = DemoVisitor.start(site, DemoSite.CLIENT_2);
        servers.start();
        client1.awaitReady();
        client2.awaitReady();
        LabDaemon daemon = LabDaemon.start(
                site.host(DemoSite.BALANCER), site.configuration(), site.lab().directory());
        Duration ready = daemon.awaitReady(READY);
        narrator.observe(true, "the daemon reported READY " + ready.toMillis() + " ms after its start");
        Demo demo = new Demo(site, narrator, servers, client1, client2, daemon);
        demo.awaitStatus("both services to turn green", status -> status.every("up"));
        demo.showStatus();
        narrator.observe(true, "both services and all four servers are up");
        if (site.lab() instanceof NetworkLab) {
            demo.vipsAreOnTheInterface();
        }
        narrator.stepDone();
        return demo;
    }

    private void vipsAreOnTheInterface() {
        String addresses = balancerAddresses();
        narrator.observe(
                addresses.contains(site.webVip() + "/") && addresses.contains(site.archiveVip() + "/"),
                "the balancer's interface carries both VIPs: "
                        + String.join(" ", addresses.strip().split("\\s+", -1)));
    }

    private void tlsPassesThrough() {
        narrator.step("TLS passes through");
        narrator.say("Each web node has a certificate of its own. A client asks the VIP for it.");
        String shown = client1.certificate(site.webVip());
        String server = shown.replace("CN=", "");
        narrator.observe(
                DemoSite.SERVERS.contains(server),
                "the certificate at " + site.webVip() + ":" + site.webPort() + " is " + shown
                        + ": the server's own, Weir has no key");
        narrator.stepDone();
    }

    private void clientsKeepTheirWebNode() {
        narrator.step("Each client keeps its web node");
        narrator.say("IIS_VIP has source-IP persistence. Each client makes " + REQUESTS
                + " HTTPS requests, every one on a new connection.");
        for (DemoVisitor client : List.of(client1, client2)) {
            Tally tally = client.web(REQUESTS);
            narrator.observe(
                    tally.failed() == 0 && tally.answered().size() == 1,
                    client.name() + " (" + site.host(client.name()).address() + ") was answered by: " + tally.text());
        }
        narrator.stepDone();
    }

    private void archiveUsesBoth() {
        narrator.step("The archive service uses both servers");
        narrator.say("DA_VIP has no persistence: connections go where there are fewest.");
        Tally tally = client1.archive(REQUESTS);
        narrator.observe(
                tally.failed() == 0 && tally.answered().size() == 2,
                "of " + tally.total() + " connections of one client: " + tally.text());
        narrator.stepDone();
    }

    private void stoppedServerIsFoundDown() {
        narrator.step("A server's service is stopped");
        narrator.say("The archive on srv1 is ended with a TERM signal while client2 connects 20 times a second.");
        client2.startLoad();
        servers.stopArchive("srv1");
        StatusReading status = awaitStatus(
                "DA1 to turn red",
                reading ->
                        reading.server(DemoSite.ARCHIVE_SERVICE, "DA1").health().equals("down"));
        Tally tally = client2.stopLoad();
        showStatus();
        narrator.observe(
                status.service(DemoSite.ARCHIVE_SERVICE).state().equals("degraded"),
                "DA1 is down: " + status.server(DemoSite.ARCHIVE_SERVICE, "DA1").reason()
                        + "; DA_VIP is degraded and still serves");
        narrator.observe(
                status.server(DemoSite.WEB_SERVICE, "IIS1").health().equals("up"),
                "IIS1 at the same address stays up: state belongs to the service and its server");
        // The client makes one connection at a time, so one at most is in flight when the archive ends.
        narrator.observe(
                tally.failed() <= 1,
                "connections of client2 meanwhile: " + tally.text()
                        + "; only what was in flight on srv1 can fail, what srv1 refused went to srv2 at once");
        narrator.stepDone();
    }

    private void startedServerIsFoundUp() {
        narrator.step("The service is started again");
        servers.startArchive("srv1");
        awaitStatus("DA1 to turn green", status -> status.every("up"));
        Tally tally = client1.archive(REQUESTS);
        narrator.observe(
                tally.failed() == 0 && tally.answered().size() == 2,
                "DA1 is up after two good checks and takes its share: " + tally.text());
        narrator.stepDone();
    }

    private void drainLetsTransferFinish() {
        narrator.step("Drain: a running transfer finishes, new connections go elsewhere");
        String server = client1.startTransfer(3 * MEGABYTE, MEGABYTE);
        String drained = archiveOn(server);
        narrator.say("client1 fetches an image of 3 MB at 1 MB/s from " + server + ", and " + drained
                + " is drained meanwhile.");
        command("drain", drained);
        Tally tally = client2.archive(REQUESTS);
        narrator.observe(
                tally.failed() == 0 && !tally.answered().containsKey(server),
                "new connections of client2: " + tally.text());
        showStatus();
        String end = client1.transferEnd();
        narrator.observe(end.startsWith("complete"), "the transfer is " + end);
        command("online", drained);
        narrator.stepDone();
    }

    private void haltCutsTransfer() {
        narrator.step("Halt: a running transfer is cut");
        String server = client1.startTransfer(60 * MEGABYTE, MEGABYTE);
        String halted = archiveOn(server);
        narrator.say("client1 fetches again, from " + server + ", and " + halted + " is halted.");
        command("halt", halted);
        String end = client1.transferEnd();
        narrator.observe(end.startsWith("cut"), "the transfer is " + end);
        command("online", halted);
        narrator.stepDone();
    }

    private void fallbackPageServes() {
        narrator.step("Both archives are stopped: the fallback page serves");
        DemoSite.SERVERS.forEach(servers::stopArchive);
        awaitStatus(
                "DA_VIP to fall back",
                status -> status.service(DemoSite.ARCHIVE_SERVICE).state().equals("fallback"));
        showStatus();
        String page = client1.pageOfArchiveService();
        narrator.observe(
                page.startsWith("HTTP/1.1 503"),
                "plain HTTP to " + site.archiveVip() + ":" + DemoSite.ARCHIVE_PORT + " is answered: " + page);
        Tally tally = client1.web(REQUESTS);
        narrator.observe(tally.failed() == 0, "IIS_VIP goes on as before: " + tally.text());
        narrator.stepDone();
    }

    private void daemonEnds() {
        narrator.step("The end: nothing stays behind");
        int status = daemon.terminate();
        narrator.observe(status == 0, "the daemon ended on TERM with exit status " + status);
        if (site.lab() instanceof NetworkLab) {
            String addresses = balancerAddresses();
            narrator.observe(
                    !addresses.contains(site.webVip()) && !addresses.contains(site.archiveVip()),
                    "the VIPs are gone from the balancer's interface: "
                            + String.join(" ", addresses.strip().split("\\s+", -1)));
        }
    }

    private static void cleanEnd(DemoSite site, Narrator narrator) {
        if (site.lab() instanceof NetworkLab lab) {
            List<String> remaining = lab.remainingNamespaces();
            narrator.observe(
                    remaining.isEmpty(),
                    remaining.isEmpty() ? "every network namespace is gone" : "namespaces that stayed: " + remaining);
        }
        narrator.observe(!Files.exists(site.lab().directory()), "the folder of temporary files is gone");
        narrator.stepDone();
    }

    private StatusReading awaitStatus(String what, Predicate<StatusReading> wanted) {
        return narrator.await(what, VERDICT, daemon::status, wanted);
    }

    private void showStatus() {
        narrator.show("weir status", daemon.weir("status").orThrow().stdout());
    }

    private void command(String verb, String server) {
        Finished finished = daemon.weir(verb, server).orThrow();
        narrator.say("$ weir " + verb + " " + server + "   " + finished.stdout().strip());
    }

    private String balancerAddresses() {
        return site.host(DemoSite.BALANCER).require("ip", "-br", "-4", "address", "show", "dev", "eth0");
    }

    /** The name that the archive service gives to the archive on this host. */
    private static String archiveOn(String server) {
        return DemoSite.ARCHIVE_SERVICE + "/" + server.replace("srv", "DA");
    }

    private static String read(DemoSite site) {
        try {
            return Files.readString(site.configuration());
        } catch (IOException e) {
            throw new LabException("cannot read the configuration back: " + e.getMessage(), e);
        }
    }
}
