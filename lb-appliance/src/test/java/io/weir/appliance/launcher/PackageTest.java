package io.weir.appliance.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages a checkout whose jars are stand-ins, and looks at what would be installed. */
class PackageTest {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");

    @TempDir
    private Path checkout;

    @BeforeEach
    void checkout() throws IOException {
        for (String name : List.of("weir", "pom.xml", "README.md", "LICENSE", "CHANGELOG.md")) {
            Files.copy(ROOT.resolve(name), checkout.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("deploy"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file, checkout.resolve(ROOT.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void built() throws IOException {
        Path dist = checkout.resolve("lb-appliance/target/dist");
        Files.createDirectories(dist.resolve("lib"));
        Files.createFile(dist.resolve("built"));
        Files.writeString(dist.resolve("lib/lb-appliance-0.1.0.jar"), "stand-in");
        Files.writeString(dist.resolve("lib/weir.aot"), "of this machine only");
    }

    @Test
    void withoutABuildItSaysWhatToDo() throws Exception {
        ScriptRun run = script();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("package: Weir is not built; run ./weir version first\n");
    }

    @Test
    void thePackageHoldsTheProgramItsServiceAndItsConfiguration() throws Exception {
        RootTests.requirePrograms("dpkg-deb", "tar");
        built();
        ScriptRun run = script();
        assertThat(run.out()).endsWith("/target/package/weir_0.1.0_all.deb\n");
        assertThat(run.status()).isZero();
        Path deb = checkout.resolve("target/package/weir_0.1.0_all.deb");

        List<String> files = run("dpkg-deb", "-c", deb.toString())
                .out()
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
        assertThat(files)
                .anyMatch(line -> line.matches("-rwxr-xr-x root/root .* \\./usr/lib/weir/weir"))
                .anyMatch(line -> line.endsWith(" ./usr/bin/weir -> ../lib/weir/weir"))
                .anyMatch(line -> line.matches("-rw-r--r-- root/root .* \\./usr/lib/weir/lib/lb-appliance-0.1.0.jar"))
                .anyMatch(line -> line.endsWith(" ./lib/systemd/system/weir.service"))
                .anyMatch(line -> line.matches("-rw-r----- root/root .* \\./etc/weir/weir.yaml"))
                .anyMatch(line -> line.matches("-rw-r--r-- root/root .* \\./etc/logrotate.d/weir"))
                .noneMatch(line -> line.endsWith(".aot"));
        assertThat(run("dpkg-deb", "-f", deb.toString()).out())
                .contains("Package: weir\n")
                .contains("Version: 0.1.0\n")
                .contains("temurin-25-jdk")
                .doesNotContain("@VERSION@", "@SIZE@");
        assertThat(run("dpkg-deb", "-I", deb.toString(), "conffiles").out())
                .isEqualTo("/etc/weir/weir.yaml\n/etc/logrotate.d/weir\n");
        assertThat(run("dpkg-deb", "-I", deb.toString(), "postinst").out()).contains("weir train");

        String tar = checkout.resolve("target/package/weir-0.1.0.tar.gz").toString();
        assertThat(run("tar", "-tzf", tar).out().lines()).contains("./usr/lib/weir/weir", "./etc/weir/weir.yaml");
    }

    @Test
    void theServiceMayDoWhatItNeedsAndNothingElse() throws Exception {
        assertThat(Files.readString(checkout.resolve("deploy/weir.service")))
                .contains("Type=notify\n")
                .contains("User=weir\n")
                .contains("AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW CAP_NET_BIND_SERVICE CAP_BPF\n")
                .contains("CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW CAP_NET_BIND_SERVICE CAP_BPF\n")
                .contains("LimitMEMLOCK=infinity\n")
                .contains("RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_XDP\n")
                .contains("SystemCallFilter=@system-service bpf io_uring_setup io_uring_enter io_uring_register\n")
                .contains("NoNewPrivileges=yes\n")
                .contains("StateDirectory=weir\n")
                .contains("RuntimeDirectory=weir\n")
                .contains("ProtectSystem=strict\n");
    }

    private ScriptRun script() throws Exception {
        return run(checkout.resolve("deploy/package").toString());
    }

    private ScriptRun run(String... command) throws Exception {
        return ScriptRun.of(checkout, ENVIRONMENT, List.of(command));
    }
}
