package io.weir.appliance.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final String JDK = System.getProperty("java.home");

    @TempDir
    private Path directory;

    private Path programs = Path.of("");

    /** A PATH with nothing but what the script needs: no java, no mvn, no apt-get. */
    @BeforeEach
    void fewPrograms() throws IOException {
        programs = Files.createDirectory(directory.resolve("bin"));
        for (String name : List.of("sh", "readlink", "grep", "find", "mktemp", "mkdir", "flock", "rm", "touch", "mv")) {
            Files.createSymbolicLink(programs.resolve(name), program(name));
        }
    }

    private static Path program(String name) {
        for (String folder : List.of("/usr/bin", "/bin")) {
            if (Files.exists(Path.of(folder, name))) {
                return Path.of(folder, name);
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void withoutJava25ThePackageToInstallIsNamed() throws Exception {
        Path old = directory.resolve("jvm/java-17");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        fake(old.resolve("bin/java"), "exit 1");
        ScriptRun run = ScriptRun.of(
                directory,
                Map.of("PATH", programs.toString(), "JAVA_HOME", old.toString(), "WEIR_JVM_DIRECTORY", old + "/.."),
                List.of("/bin/sh", ROOT.resolve("weir").toString(), "status"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("weir: Java 25 is not on this machine.")
                .contains("temurin-25-jdk");
    }

    @Test
    void withoutMavenThePackageToInstallIsNamed() throws Exception {
        Path checkout = Files.createDirectory(directory.resolve("checkout"));
        Files.copy(ROOT.resolve("weir"), checkout.resolve("weir"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(ROOT.resolve("pom.xml"), checkout.resolve("pom.xml"));
        // As root it would install the package.
        fake(programs.resolve("id"), "echo 1000");
        ScriptRun run = weir(checkout.resolve("weir"), directory, "status");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("weir: Maven is not on this machine. Install it: sudo apt-get install maven\n");
    }

    @Test
    void runsFromAnywhereThroughALinkWithoutBuilding() throws Exception {
        Path installed = installed();
        Path link = Files.createSymbolicLink(directory.resolve("bin/weir"), Path.of("../installed/weir"));
        ScriptRun run = weir(link, Path.of("/"), "version");
        assertThat(run.out()).startsWith("weir 0.1.0 (Java 25");
        assertThat(run.status()).isZero();
        assertThat(installed.resolve("lib/weir.aot.new")).doesNotExist();
    }

    @Test
    void aCacheThatDoesNotFitIsIgnoredInSilence() throws Exception {
        Path installed = installed();
        assertThat(installed.resolve("lib/weir.aot")).hasContent("of another machine");
        ScriptRun run = weir(installed.resolve("weir"), directory, "version");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines()).hasSize(1);
    }

    /** What makes a command answer at once. Counted, not timed: how long it takes depends on who else computes here. */
    @Test
    void trainingMakesACacheThatHoldsTheClassesOfACommand() throws Exception {
        Path installed = installed();
        assertThat(weir(installed.resolve("weir"), directory, "train").out()).isEmpty();
        ScriptRun run = ScriptRun.of(
                directory,
                Map.of(
                        "PATH",
                        programs.toString(),
                        "JAVA_HOME",
                        JDK,
                        "WEIR_JAVA_OPTIONS",
                        "-Xlog:class+load=info:stdout"),
                List.of(
                        "/bin/sh",
                        installed.resolve("weir").toString(),
                        "status",
                        "--socket",
                        directory.resolve("none.sock").toString()));
        assertThat(run.status()).isEqualTo(3);
        List<String> loaded =
                run.out().lines().filter(line -> line.contains("source:")).toList();
        assertThat(loaded).hasSizeGreaterThan(500);
        assertThat(loaded.stream().filter(line -> line.contains("source: shared objects file")))
                .hasSizeGreaterThan(loaded.size() * 9 / 10);
    }

    @Test
    void exitStatusAndArgumentsPassThrough() throws Exception {
        Path installed = installed();
        ScriptRun run = weir(installed.resolve("weir"), directory, "status", "--socket", "no such place/a.sock");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).startsWith("no daemon answers on no such place/a.sock: ");
    }

    /** The layout of the package: the script beside {@code lib}. */
    private Path installed() throws IOException {
        Path installed = Files.createDirectory(directory.resolve("installed"));
        Files.copy(ROOT.resolve("weir"), installed.resolve("weir"), StandardCopyOption.COPY_ATTRIBUTES);
        Path lib = Files.createDirectory(installed.resolve("lib"));
        // There is one already, so none is made.
        Files.writeString(lib.resolve("weir.aot"), "of another machine");
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            Path target = lib.resolve(++number + ".jar");
            if (entry.endsWith(".jar")) {
                Files.copy(path, target);
            } else if (Files.isDirectory(path) && !entry.contains("test-classes")) {
                assertThat(jar.run(System.out, System.err, "cf", target.toString(), "-C", entry, "."))
                        .isZero();
            }
        }
        return installed;
    }

    private ScriptRun weir(Path script, Path from, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        return ScriptRun.of(from, Map.of("PATH", programs.toString(), "JAVA_HOME", JDK), command);
    }

    private static void fake(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
