package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class PinsTest {
    private Process mounted;
    private Path folder;

    /** Mounts a BPF file system that only a process of ours sees, and that goes with it. */
    @BeforeEach
    void mount() throws Exception {
        Privileges.requireNamespaces();
        Privileges.requirePrograms("unshare", "mount");
        mounted = new ProcessBuilder(
                        "unshare", "-m", "sh", "-c", "mount -t bpf bpf /mnt && echo mounted && exec sleep 600")
                .redirectErrorStream(true)
                .start();
        assertThat(mounted.inputReader().readLine()).isEqualTo("mounted");
        folder = Path.of("/proc", Long.toString(mounted.pid()), "root", "mnt");
    }

    @AfterEach
    void unmount() throws Exception {
        mounted.destroyForcibly().waitFor();
    }

    @Test
    void aPinnedMapIsFoundAgain() throws Exception {
        Path file = folder.resolve("addresses");
        byte[] key = {1, 2, 3, 4};
        byte[] value = {5};
        MapShape shape;
        try (BpfHash map = BpfHash.create("addresses", 4, 1, 8)) {
            map.put(key, value);
            map.pin(file);
            shape = map.shape();
            assertThatThrownBy(() -> map.pin(file)).hasMessageContaining("remove the file, or choose another name");
        }
        try (BpfHash map = BpfHash.pinned(file, shape)) {
            assertThat(map.value(key)).isEqualTo(value);
        }
        assertThatThrownBy(() -> BpfArray.pinned(file, "addresses", 1, 8)).hasMessageContaining("no map of this shape");
        Files.delete(file);
        assertThatThrownBy(() -> BpfHash.pinned(file, shape)).hasMessageContaining("ENOENT");
    }

    @Test
    void aPinnedLinkStaysAttachedUntilThePinGoes() throws Exception {
        Path program = folder.resolve("program");
        Path link = folder.resolve("link");
        try (Cable cable = new Cable()) {
            try (Counting counting = Counting.load("pinned", Program.Type.XDP, TestRun.XDP_PASS);
                    BpfLink attached =
                            cable.host.call(() -> BpfLink.xdp(cable.index, counting.program(), XdpMode.GENERIC))) {
                counting.program().pin(program);
                attached.pin(link);
            }
            assertThat(cable.show()).contains("name pinned");
            try (LoadedProgram again = LoadedProgram.pinned(program, Program.Type.XDP);
                    BpfLink attached = BpfLink.pinned(link)) {
                assertThat(again.name()).isEqualTo("pinned");
                attached.update(again);
            }
            assertThatThrownBy(() -> LoadedProgram.pinned(program, Program.Type.SCHED_CLS))
                    .hasMessageContaining("it is no program of type SCHED_CLS");
            Files.delete(link);
            Await.until("the program is detached", () -> !cable.show().contains("xdp"));
        }
    }

    @Test
    void aFolderOfAnotherFileSystemIsToldApart(@TempDir Path temporary) throws Exception {
        try (BpfArray map = BpfArray.create("settings", 1, 1)) {
            assertThatThrownBy(() -> map.pin(temporary.resolve("settings")))
                    .hasMessageContaining("the folder is not in a BPF file system: mount -t bpf bpf /sys/fs/bpf");
        }
    }
}
