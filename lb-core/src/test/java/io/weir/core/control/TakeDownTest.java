package io.weir.core.control;

import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Health;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose traffic fails. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class TakeDownTest {
    @TempDir
    Path directory;

    private Harness control;

    @BeforeEach
    void open() throws IOException {
        control = new Harness(directory);
    }

    @AfterEach
    void close() throws IOException {
        control.close();
    }

    @Test
    void aCheckedServerGoesDownWithTheReasonAndGetsNoNewClients() throws ApplyException {
        control.apply(service("web").server("a").server("b"));
        control.conclude("web/a", Health.UP);
        control.conclude("web/b", Health.UP);
        assertThat(control.writer.takeDown(Harness.key("web/a"), "status 500")).isTrue();
        assertThat(control.server("web/a").health()).isEqualTo(Health.DOWN);
        assertThat(String.valueOf(control.server("web/a").reason())).contains("status 500");
        assertThat(control.candidates("web")).containsExactly("b");
    }
}
