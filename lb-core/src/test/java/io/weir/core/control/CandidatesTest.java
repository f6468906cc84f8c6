package io.weir.core.control;

import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class CandidatesTest {
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
    void serverWithoutAVerdictTakesClients() throws Exception {
        control.apply(service("web").server("a").server("b"));
        assertThat(control.candidates("web")).containsExactly("a", "b");
        assertThat(control.service("web").state()).isEqualTo(ServiceState.UP);
    }

    @Test
    void serverThatIsGoingDownStillTakesClientsAndOneThatIsDownDoesNot() throws Exception {
        control.apply(service("web").server("a").server("b"));
        control.conclude("web/a", Health.GOING_DOWN);
        assertThat(control.candidates("web")).containsExactly("a", "b");
        control.conclude("web/a", Health.DOWN);
        assertThat(control.candidates("web")).containsExactly("b");
        assertThat(control.service("web").state()).isEqualTo(ServiceState.DEGRADED);
        control.conclude("web/a", Health.GOING_UP);
        assertThat(control.candidates("web")).containsExactly("b");
        control.conclude("web/a", Health.UP);
        assertThat(control.candidates("web")).containsExactly("a", "b");
    }

    @Test
    void serviceWithoutServersToSendToIsDownOrOnItsFallback() throws Exception {
        control.apply(service("web").server("a"), service("page").server("b").fallback());
        control.conclude("web/a", Health.DOWN);
        control.conclude("page/b", Health.DOWN);
        assertThat(control.service("web").state()).isEqualTo(ServiceState.DOWN);
        assertThat(control.service("page").state()).isEqualTo(ServiceState.FALLBACK);
    }

    @Test
    void weightZeroServerTakesPersistentClientsOnly() throws Exception {
        control.apply(service("web").server("a", 0).server("b"));
        assertThat(control.candidates("web")).containsExactly("b");
        assertThat(control.server("web/a").takesPersistentClients()).isTrue();
    }

    @Test
    void drainingServerTakesPersistentClientsOnly() throws Exception {
        control.apply(service("web").server("a").server("b"));
        control.say("web/a", AdminState.DRAINING);
        assertThat(control.candidates("web")).containsExactly("b");
        assertThat(control.server("web/a").takesPersistentClients()).isTrue();
        assertThat(control.service("web").state()).isEqualTo(ServiceState.UP);
    }

    @Test
    void haltedServerTakesNobody() throws Exception {
        control.apply(service("web").server("a").server("b"));
        control.say("web/a", AdminState.HALTED);
        assertThat(control.candidates("web")).containsExactly("b");
        assertThat(control.server("web/a").takesPersistentClients()).isFalse();
    }

    @Test
    void backupServersServeWhileNoOtherCan() throws Exception {
        control.apply(service("web").backup("spare1").server("a").server("b").backup("spare2"));
        assertThat(control.candidates("web")).containsExactly("a", "b");
        control.conclude("web/a", Health.DOWN);
        control.say("web/b", AdminState.DRAINING);
        assertThat(control.candidates("web")).containsExactly("spare1", "spare2");
        assertThat(control.service("web").state()).isEqualTo(ServiceState.DEGRADED);
        control.conclude("web/a", Health.UP);
        assertThat(control.candidates("web")).containsExactly("a");
    }

    @Test
    void failoverSendsToTheFirstInTheOrderOfTheFileAndToBackupsLast() throws Exception {
        control.apply(service("web").failover().backup("spare").server("a").server("b"));
        assertThat(control.candidates("web")).containsExactly("a");
        control.conclude("web/a", Health.DOWN);
        assertThat(control.candidates("web")).containsExactly("b");
        control.say("web/b", AdminState.HALTED);
        assertThat(control.candidates("web")).containsExactly("spare");
        control.conclude("web/a", Health.UP);
        assertThat(control.candidates("web")).containsExactly("a");
    }

    @Test
    void disabledServiceIsNotChecked() throws Exception {
        control.apply(service("web").server("a").disabled());
        assertThat(control.service("web").state()).isEqualTo(ServiceState.DISABLED);
        assertThat(control.checks.of(Harness.key("web/a"))).isNull();
    }
}
