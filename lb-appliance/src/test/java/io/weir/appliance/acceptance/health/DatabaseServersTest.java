package io.weir.appliance.acceptance.health;

import static io.weir.appliance.acceptance.health.Verdicts.prove;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.RootTests;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MariaDB and PostgreSQL as Debian has them. */
@Tag("root")
@Tag("long")
class DatabaseServersTest {
    private static CheckMethod check(HealthCheck.Type type, @Nullable String password) {
        return new CheckMethod.Database(type, "weir", password == null ? null : new Secret(password), "shop");
    }

    @Test
    void mariaDb() {
        RootTests.requirePrograms("mariadbd", "mariadb-install-db");
        try (ServerProgram server = new ServerProgram(1, 33060)) {
            Path data = server.folder.resolve("data");
            server.run("mariadb-install-db", "--no-defaults", "--user=root", "--skip-test-db", "--datadir=" + data);
            Path start = server.write("init.sql", """
                    CREATE DATABASE IF NOT EXISTS shop;
                    CREATE OR REPLACE USER weir@'%' IDENTIFIED BY 'sesame';
                    GRANT SELECT ON shop.* TO weir@'%';
                    """);
            CheckMethod right = check(HealthCheck.Type.MYSQL, "sesame");
            server.start(
                    right,
                    "mariadbd",
                    "--no-defaults",
                    "--user=root",
                    "--datadir=" + data,
                    "--socket=" + server.folder + "/socket",
                    "--pid-file=" + server.folder + "/pid",
                    "--bind-address=" + server.address,
                    "--port=33060",
                    "--skip-name-resolve",
                    "--max-connect-errors=3",
                    "--log-warnings=9",
                    "--init-file=" + start);
            // More than the server bears of clients that leave too early.
            for (int i = 0; i < 10; i++) {
                assertThat(server.reason(right)).isEqualTo("L7OK");
            }
            assertThat(server.log("server.log")).doesNotContain("Aborted connection");
            prove(server, right, "L7OK", check(HealthCheck.Type.MYSQL, "wrong"), "L7STS error 1045 Access denied .*");
        }
    }

    @Test
    void postgreSql() throws IOException {
        Path programs = programs();
        try (ServerProgram server = new ServerProgram(2, 54320)) {
            Path data = server.folder.resolve("data");
            server.run("mkdir", data.toString());
            server.write("password", "sesame");
            server.run("chown", "-R", "postgres", server.folder.toString());
            server.run(asPostgres(
                    programs.resolve("initdb").toString(),
                    "-D",
                    data.toString(),
                    "-U",
                    "weir",
                    "-A",
                    "scram-sha-256",
                    "--no-sync",
                    "--pwfile=" + server.folder + "/password"));
            CheckMethod right =
                    new CheckMethod.Database(HealthCheck.Type.POSTGRESQL, "weir", new Secret("sesame"), "postgres");
            server.start(
                    right,
                    asPostgres(
                            programs.resolve("postgres").toString(),
                            "-D",
                            data.toString(),
                            "-h",
                            server.address,
                            "-p",
                            "54320",
                            "-k",
                            server.folder.toString(),
                            "-F"));
            assertThat(server.reason(check(HealthCheck.Type.POSTGRESQL, null))).isEqualTo("L7OK asks for a password");
            assertThat(server.reason(check(HealthCheck.Type.POSTGRESQL, "sesame")))
                    .isEqualTo("L7STS 3D000 database \"shop\" does not exist");
            prove(
                    server,
                    right,
                    "L7OK",
                    check(HealthCheck.Type.POSTGRESQL, "wrong"),
                    "L7STS 28P01 password authentication failed for user \"weir\"");
        }
    }

    private static String[] asPostgres(String... command) {
        return Stream.concat(
                        Stream.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"),
                        Stream.of(command))
                .toArray(String[]::new);
    }

    /** Debian has the programs of each version in a folder that is not on the path. */
    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            RootTests.requirePrograms("postgres");
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.max(Path::compareTo).orElseThrow().resolve("bin");
        }
    }
}
