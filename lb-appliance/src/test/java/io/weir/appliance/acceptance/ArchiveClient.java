package io.weir.appliance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.LabProcess;
import java.time.Duration;

/** Orders an archive client about and waits for its answers. */
final class ArchiveClient {
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final String VIP = Site.ARCHIVE_VIP + " 9001";

    private final LabProcess process;
    private int answersRead;

    ArchiveClient(LabProcess process) {
        this.process = process;
        assertThat(answer()).isEqualTo("READY");
    }

    /** Begins to fetch, and gives the server's name; rate 0 is as fast as it goes. */
    String startFetch(long bytes, long bytesPerSecond) {
        process.send("transfer " + VIP + " " + bytes + " " + bytesPerSecond);
        String answer = answer();
        assertThat(answer).startsWith("transfer started ");
        return answer.substring("transfer started ".length());
    }

    /** Begins to send. */
    void startStore(long bytes) {
        process.send("store " + VIP + " " + bytes);
    }

    /** The end of a transfer, as the client saw it. */
    String end() {
        return answer();
    }

    private String answer() {
        return process.stdout().awaitLine(answersRead++, ANSWER);
    }
}
