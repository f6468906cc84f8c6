package io.weir.appliance.lab;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What tests with network namespaces ask before they begin. */
public final class RootTests {
    private RootTests() {}

    /** Skips the test with the reason where there can be no lab; fails instead where CI=true. */
    public static void requireNamespaces() {
        NetworkLab.obstacle().ifPresent(RootTests::skip);
    }

    /** Skips the test where one of these programs is missing; fails instead where CI=true. */
    public static void requirePrograms(String... names) {
        for (String name : names) {
            if (find(name).isEmpty()) {
                skip("needs the program '" + name + "', which is not in the PATH");
            }
        }
    }

    private static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static void skip(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            fail("CI must run this test, but " + reason);
        }
        abort(reason);
    }
}
