package io.weir.appliance.demo;

import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabProcess;
import java.time.Duration;

/** The demonstration's end of a client process: commands in, answers out. */
final class DemoVisitor {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final DemoSite site;
    private final String host;
    private final LabProcess process;
    private int answersRead;

    private DemoVisitor(DemoSite site, String host, LabProcess process) {
        this.site = site;
        this.host = host;
        this.process = process;
    }

    /** Starts the client on its host without waiting. */
    static DemoVisitor start(DemoSite site, String host) {
        return new DemoVisitor(
                site,
                host,
                site.host(host)
                        .start(JavaProgram.shortLived(
                                DemoPeer.class.getName(),
                                "client",
                                site.host(host).address())));
    }

    void awaitReady() {
        answer(DemoPeer.READY);
    }

    String name() {
        return host;
    }

    /** Makes HTTPS requests at the web service. */
    Tally web(int count) {
        process.send("web " + site.webVip() + " " + site.webPort() + " " + count);
        return Tally.decode(answer("web "));
    }

    /** Makes connections to the archive service. */
    Tally archive(int count) {
        process.send("archive " + archiveVip() + " " + count);
        return Tally.decode(answer("archive "));
    }

    /** The subject of the certificate that an address shows. */
    String certificate(String address) {
        process.send("certificate " + address + " " + site.webPort());
        return answer("certificate ");
    }

    /** What the archive service's port answers to plain HTTP: status line and title. */
    String pageOfArchiveService() {
        process.send("page " + archiveVip());
        return answer("page ");
    }

    /** Connects to the archive service 20 times a second from now on. */
    void startLoad() {
        process.send("load " + archiveVip());
        answer("load ");
    }

    /** Ends the load, and says what became of it. */
    Tally stopLoad() {
        process.send("unload");
        return Tally.decode(answer("unload "));
    }

    /** Begins to fetch an image, and gives the name of the server that sends it. */
    String startTransfer(long length, long bytesPerSecond) {
        process.send("transfer " + archiveVip() + " " + length + " " + bytesPerSecond);
        String answer = answer("transfer ");
        if (!answer.startsWith("started ")) {
            throw new UnexpectedObservation("the transfer did not start: " + answer);
        }
        return answer.substring("started ".length());
    }

    /** Waits for the end of the transfer, and says how it ended. */
    String transferEnd() {
        return answer("transfer ");
    }

    private String archiveVip() {
        return site.archiveVip() + " " + DemoSite.ARCHIVE_PORT;
    }

    /** Commands are answered in turn, so the next line not read yet is the answer. */
    private String answer(String word) {
        int index = answersRead++;
        String line = process.stdout().awaitLine(index, ANSWER);
        if (!line.startsWith(word)) {
            throw new UnexpectedObservation(host + " answered '" + line + "' where '" + word + "…' was due");
        }
        return line.substring(word.length());
    }
}
