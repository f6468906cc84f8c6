package io.weir.l7.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Layer7;
import io.weir.l7.fixture.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedAccessLogTest {
    @TempDir
    private Path folder;

    private final List<String> reports = new CopyOnWriteArrayList<>();

    private static void served(AccessLog log, String target) {
        log.served(Layer7.AccessLog.JSON, AccessFormatTest.request(target, null));
    }

    private static boolean has(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void writesInOrderAndAllAtTheEnd() throws IOException {
        Path file = folder.resolve("deep/er/access.log");
        BoundedAccessLog log = new BoundedAccessLog(file, reports::add);
        for (int i = 0; i < 5000; i++) {
            served(log, "/" + i + "/");
        }
        log.close();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(5000);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).contains("\"path\":\"/" + i + "/\"");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .startsWith("rw-")
                .endsWith("---");
        assertThat(reports).isEmpty();
    }

    @Test
    void opensAnewWhatWasRenamed() throws IOException {
        Path file = folder.resolve("access.log");
        Path old = folder.resolve("access.log.1");
        try (BoundedAccessLog log = new BoundedAccessLog(file, reports::add)) {
            served(log, "/first");
            Await.until("the access log", () -> has(file, "/first"));
            Files.move(file, old);
            Await.until("the access log", () -> Files.exists(file));
            served(log, "/second");
            Await.until("the access log", () -> has(file, "/second"));
        }
        assertThat(Files.readString(old)).contains("/first").doesNotContain("/second");
        assertThat(reports).isEmpty();
    }

    @Test
    void countsAndReportsWhatIsLost() throws IOException {
        Path file = folder.resolve("folder");
        Files.createDirectory(file);
        try (BoundedAccessLog log = new BoundedAccessLog(file, reports::add)) {
            served(log, "/lost");
            Await.until("the access log", () -> log.dropped() == 1 && reports.size() >= 2);
            Files.delete(file);
            Await.until("the access log", () -> Files.isRegularFile(file));
            served(log, "/kept");
            Await.until("the access log", () -> has(file, "/kept"));
        }
        assertThat(reports).hasSize(2);
        assertThat(reports.get(0)).contains("cannot be written").contains("l7.access-log-file");
        assertThat(reports.get(1)).contains("1 lines of the access log");
    }

    @Test
    void neverHoldsMoreThanItsQueue() {
        BoundedAccessLog log = new BoundedAccessLog(folder.resolve("access.log"), reports::add);
        log.close();
        served(log, "/late");
        assertThat(log.dropped()).isEqualTo(1);
    }
}
