package io.weir.core.control;

import static io.weir.core.control.ServiceSample.configuration;
import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.Overrides.Admin;
import io.weir.core.control.StateStore.SavedConfiguration;
import io.weir.core.service.AdminState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit fills the field before each test.
class StateStoreTest {
    private static final ServerKey KEY = new ServerKey("web", "a");

    @TempDir
    Path directory;

    @Test
    void missingDirectoryIsMadeForOwnerAndGroup() throws IOException {
        Path state = directory.resolve("lib/weir");
        try (StateStore store = new StateStore(state)) {
            assertThat(store.lastVersion()).isZero();
            assertThat(store.latestGood()).isEmpty();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                    .isEqualTo("rwxr-x---");
        }
    }

    @Test
    void directoryThatCannotBeUsedIsNamedWithWhatToDo() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> new StateStore(file))
                .isInstanceOf(IOException.class)
                .hasMessage("node.state-directory: " + file + " is not a directory; name one that Weir may write");
        assertThatThrownBy(() -> new StateStore(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write to " + file.resolve("below"))
                .hasMessageContaining("make it writable for the user Weir runs as, or name another directory");
    }

    @Test
    void stopInOrderLeavesNoMarkAndACrashLeavesOne() throws IOException {
        try (StateStore first = new StateStore(directory)) {
            assertThat(first.lastStopWasUnclean()).isFalse();
            assertThat(directory.resolve("running")).exists();
        }
        assertThat(directory.resolve("running")).doesNotExist();
        Files.createFile(directory.resolve("running"));
        try (StateStore afterCrash = new StateStore(directory)) {
            assertThat(afterCrash.lastStopWasUnclean()).isTrue();
        }
        try (StateStore afterStop = new StateStore(directory)) {
            assertThat(afterStop.lastStopWasUnclean()).isFalse();
        }
    }

    @Test
    void secondDaemonOnTheSameDirectoryIsRefused() throws IOException {
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.lastVersion()).isZero();
            assertThatThrownBy(() -> new StateStore(directory))
                    .hasMessage("node.state-directory: another Weir is running with " + directory
                            + "; stop it, or give this one a directory of its own");
            assertThat(directory.resolve("running")).exists();
        }
    }

    @Test
    void adminStatesAreReadBack() throws IOException {
        Map<ServerKey, Admin> states = Map.of(
                KEY,
                new Admin(AdminState.DRAINING, AdminState.ONLINE, Instant.parse("2026-01-01T00:00:00.5Z")),
                new ServerKey("web", "null"),
                new Admin(AdminState.ONLINE, AdminState.HALTED, null));
        try (StateStore store = new StateStore(directory)) {
            store.saveAdminStates(states);
        }
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.savedAdminStates()).isEqualTo(states);
            assertThat(store.takeProblems()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"servers\": [{\"service\": \"web\"",
                "[]",
                "null",
                "{\"servers\": {}}",
                "{\"servers\": [7]}",
                "{\"servers\": [{\"service\":\"w\",\"server\":\"a\",\"state\":\"online\",\"file-state\":\"halted\","
                        + "\"since\":\"noon\"}]}",
                "{\"servers\": [{\"service\": \"web\", \"server\": 7}]}",
                "{\"servers\": [{\"service\":\"w\",\"server\":\"a\",\"state\":\"asleep\",\"file-state\":\"online\"}]}",
                "{\"servers\": [{\"service\":\"w\",\"server\":\"a\",\"state\":\"online\",\"file-state\":\"halted\"},"
                        + "{\"service\":\"w\",\"server\":\"a\",\"state\":\"online\",\"file-state\":\"halted\"}]}"
            })
    void damagedFileIsSetAsideAndReported(String content) throws IOException {
        Path file = directory.resolve("admin-states.json");
        Files.writeString(file, content);
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.savedAdminStates()).isEmpty();
            assertThat(store.takeProblems())
                    .singleElement()
                    .asString()
                    .startsWith("the saved admin states could not be read (")
                    .contains(directory.resolve("admin-states.json.damaged").toString());
            assertThat(store.takeProblems()).isEmpty();
        }
        assertThat(file).doesNotExist();
        assertThat(directory.resolve("admin-states.json.damaged")).hasContent(content);
    }

    @Test
    void lastFiftyVersionsAreKeptAndNumbersGoOnOverRestarts() throws IOException {
        for (int start = 0; start < 3; start++) {
            try (StateStore store = new StateStore(directory)) {
                assertThat(store.lastVersion()).isEqualTo(start * 20L);
                for (int i = 0; i < 20; i++) {
                    long version = store.lastVersion() + 1;
                    store.saveVersion(version, "# " + version + "\n");
                }
            }
        }
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.versions())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(11, 60).boxed().toList());
            assertThat(store.latestGood()).contains(new SavedConfiguration(60, "# 60\n"));
            assertThatThrownBy(() -> store.saveVersion(60, "again")).isInstanceOf(IllegalArgumentException.class);
        }
        try (Stream<Path> files = Files.list(directory.resolve("versions"))) {
            assertThat(files).hasSize(50);
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("versions/00000060.yaml"))))
                .isEqualTo("rw-------");
    }

    @Test
    void versionThatCannotBeReadGivesWayToTheOneBefore() throws IOException {
        try (StateStore store = new StateStore(directory)) {
            store.saveVersion(1, "one");
            store.saveVersion(2, "two");
            store.saveVersion(3, "three");
        }
        Files.write(directory.resolve("versions/00000003.yaml"), new byte[0]);
        Files.write(directory.resolve("versions/00000002.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.writeString(directory.resolve("versions/notes.txt"), "mine");
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.latestGood()).contains(new SavedConfiguration(1, "one"));
            assertThat(store.takeProblems()).hasSize(2);
            assertThat(store.lastVersion()).isEqualTo(3);
        }
    }

    @Test
    void leftoverOfACrashInTheMiddleOfAWriteDoesNoHarm() throws IOException {
        Files.writeString(directory.resolve(".admin-states.json.tmp"), "{\"serv");
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.savedAdminStates()).isEmpty();
            store.saveAdminStates(Map.of(KEY, new Admin(AdminState.HALTED, AdminState.ONLINE, null)));
        }
        assertThat(directory.resolve(".admin-states.json.tmp")).doesNotExist();
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.savedAdminStates()).containsOnlyKeys(KEY);
        }
    }

    @Test
    void sameTextKeepsItsVersionAndAnotherGetsTheNext() throws Exception {
        for (int start = 0; start < 3; start++) {
            try (Harness control = new Harness(directory)) {
                control.writer.apply(configuration(service("web").server("a")), "text one");
                assertThat(control.publisher.current().configurationVersion()).isEqualTo(1);
            }
        }
        try (Harness control = new Harness(directory)) {
            control.writer.apply(configuration(service("web").server("a")), "text one");
            control.writer.apply(configuration(service("web").server("b")), "text two");
            assertThat(control.publisher.current().configurationVersion()).isEqualTo(2);
            assertThat(control.store.latestGood()).contains(new SavedConfiguration(2, "text two"));
        }
    }

    @Test
    void refusedConfigurationIsNotKept() throws Exception {
        try (Harness control = new Harness(directory)) {
            control.writer.apply(configuration(service("web").server("a")), "good");
            control.proxy.refuse("port in use");
            assertThatThrownBy(() ->
                            control.writer.apply(configuration(service("web").server("b")), "bad"))
                    .isInstanceOf(ApplyException.class);
            assertThat(control.store.latestGood()).contains(new SavedConfiguration(1, "good"));
            control.proxy.refuse(null);
        }
    }

    @Test
    void versionThatCannotBeSavedIsInForceAndTold() throws Exception {
        try (Harness control = new Harness(directory)) {
            Files.createDirectories(directory.resolve("versions/00000001.yaml/sub"));
            control.writer.apply(configuration(service("web").server("a")), "text");
            assertThat(control.publisher.current().configurationVersion()).isEqualTo(1);
            assertThat(control.eventTexts())
                    .first()
                    .asString()
                    .startsWith("configuration version 1 is in force but could not be saved: ");
        }
    }

    @Test
    void versionIsSavedAtTheNextTryWhenThereWasNoRoomForIt() throws Exception {
        try (Harness control = new Harness(directory)) {
            Files.createDirectories(directory.resolve("versions/00000001.yaml/sub"));
            control.writer.apply(configuration(service("web").server("a")), "text");
            control.writer.apply(configuration(service("web").server("a")), "text");
            assertThat(control.publisher.current().configurationVersion()).isEqualTo(2);
            assertThat(control.store.latestGood()).contains(new SavedConfiguration(2, "text"));
        }
    }

    @Test
    void directoryThatCouldNotBeOpenedIsNotTakenForACrash() throws IOException {
        Path inTheWay = Files.createFile(directory.resolve("versions"));
        assertThatThrownBy(() -> new StateStore(directory)).hasMessage(inTheWay + " is not a directory; move it away");
        Files.delete(inTheWay);
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.lastStopWasUnclean()).isFalse();
        }
    }

    @Test
    void damageFoundAtTheStartIsToldAsAnEvent() throws Exception {
        Files.writeString(directory.resolve("admin-states.json"), "not JSON");
        try (Harness control = new Harness(directory)) {
            control.apply(service("web").server("a"));
            assertThat(control.eventTexts()).first().asString().startsWith("the saved admin states could not be read");
        }
    }
}
