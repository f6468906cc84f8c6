package io.weir.arp.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recipe as it is printed; {@code -Dweir.golden=write} writes the files anew. */
class GuideTest {
    private static final Path GOLDEN = Path.of("src/test/resources/guide");
    private static final int WIDTH = 80;

    private static Stream<GuideRequest> requests() {
        return Stream.of(ServerSystem.values())
                .flatMap(system -> Stream.of(
                        request(system, "192.0.2.10", null),
                        request(system, "2001:db8::10", null),
                        request(system, "192.0.2.10", "nat"),
                        request(system, "2001:db8::10", "nat")));
    }

    private static GuideRequest request(ServerSystem system, String vip, @Nullable String mode) {
        boolean v6 = vip.contains(":");
        String rip = v6 ? "2001:db8::51/64" : "192.0.2.51/24";
        String gateway = v6 ? "2001:db8::2" : "192.0.2.2";
        return GuideRequest.parse(
                system.key(), vip, rip, system.windows() ? "Ethernet 2" : "eth0", mode, mode == null ? null : gateway);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void recipesAreAsReviewed(GuideRequest request) throws IOException {
        Recipe recipe = Recipes.of(request);
        String name = request.system().key()
                + (request.vip().v6() ? "-v6" : "-v4")
                + (request.mode() == GuideRequest.ServingMode.NAT ? "-nat" : "");
        GuideFormat script = request.system().windows() ? GuideFormat.PS1 : GuideFormat.SH;

        assertGolden(name + "." + script.key(), GuideText.lines(recipe, script));
        if (request.system() == ServerSystem.LINUX || request.system() == ServerSystem.WINDOWS) {
            assertGolden(name + ".txt", GuideText.lines(recipe, GuideFormat.TEXT));
            assertGolden(name + ".md", GuideText.lines(recipe, GuideFormat.MARKDOWN));
        }
    }

    private static void assertGolden(String name, List<String> lines) throws IOException {
        Path file = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("weir.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.write(file, lines);
        }
        assertThat(lines).as(name).isEqualTo(Files.readAllLines(file));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theTextFitsATerminalAndEveryPartHasSteps(GuideRequest request) {
        Recipe recipe = Recipes.of(request);

        assertThat(GuideText.lines(recipe, GuideFormat.TEXT)).allMatch(line -> line.length() <= WIDTH);
        assertThat(recipe.apply()).isNotEmpty();
        assertThat(recipe.verify()).isNotEmpty();
        assertThat(recipe.undo()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shellScriptsParse(GuideRequest request) throws IOException, InterruptedException {
        if (request.system().windows()) {
            return;
        }
        List<String> script = GuideText.lines(Recipes.of(request), GuideFormat.SH);
        Process shell = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
        try (var input = shell.getOutputStream()) {
            input.write(String.join("\n", script).getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).as(said).isZero();
    }

    @Test
    void linuxIsSilentBeforeItHasTheAddress() {
        List<String> script =
                GuideText.lines(Recipes.of(request(ServerSystem.LINUX, "192.0.2.10", null)), GuideFormat.SH);

        assertThat(indexOf(script, "sysctl -q -p")).isLessThan(indexOf(script, "ip address replace"));
    }

    private static int indexOf(List<String> lines, String part) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + part);
    }

    @ParameterizedTest
    @EnumSource(ServerSystem.class)
    void aSystemIsFoundByEachOfItsNames(ServerSystem system) {
        List<String> names = new ArrayList<>(system.otherNames());
        names.add(system.key());

        assertThat(names).allMatch(name -> ServerSystem.parse(name).orElseThrow() == system);
    }

    @Test
    void anUnknownSystemIsAnsweredByThoseThatAreKnown() {
        assertThatThrownBy(() -> GuideRequest.parse("beos", "192.0.2.10", null, null, null, null))
                .hasMessageContaining("\"beos\"")
                .hasMessageContaining("linux-netplan")
                .hasMessageContaining("solaris-10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth0; rm -rf /",
                "$(reboot)",
                "`reboot`",
                "eth0'",
                "\"eth0\"",
                "eth0\nreboot",
                "-eth0",
                "../all",
                "a/b",
                "eth0 ",
                "",
                "0123456789abcdef"
            })
    void noNameOfAnInterfaceIsMoreThanAName(String name) {
        assertThatThrownBy(() -> GuideRequest.parse("linux", "192.0.2.10", null, name, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of an interface");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'; calc; '", "a\u2019; calc", "$(calc)", "a`b", "a\"b", "a\nb", "a|b", "a;b", "a&b", ""})
    void noAliasOfWindowsIsMoreThanAnAlias(String name) {
        assertThatThrownBy(() -> GuideRequest.parse("windows", "192.0.2.10", null, name, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of an interface");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.10; reboot", "$(reboot)", "fe80::1%eth0", "0.0.0.0", "224.0.0.1", "127.0.0.1", "x"})
    void aVipIsAnAddressOfAService(String vip) {
        assertThatThrownBy(() -> GuideRequest.parse("linux", vip, null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--vip");
    }

    @Test
    void anAddressStandsInItsCanonicalForm() {
        GuideRequest request = GuideRequest.parse("linux", "2001:DB8:0:0::10", null, null, null, null);

        assertThat(GuideText.lines(Recipes.of(request), GuideFormat.SH))
                .anyMatch(line -> line.contains("2001:db8::10/128"))
                .noneMatch(line -> line.contains("DB8"));
    }

    @Test
    void natSaysWhatItMisses() {
        assertThatThrownBy(() -> GuideRequest.parse("linux", "192.0.2.10", "192.0.2.51", "eth0", "nat", "192.0.2.2"))
                .hasMessageContaining("192.0.2.51/24");
        assertThatThrownBy(() -> GuideRequest.parse("linux", "192.0.2.10", "192.0.2.51/24", "eth0", "nat", "192.0.3.2"))
                .hasMessageContaining("cannot reach it");
        assertThatThrownBy(() -> GuideRequest.parse("linux", "192.0.2.10", null, null, "snat", null))
                .hasMessageContaining("need nothing on the server");
    }

    @Test
    void aScriptIsOfTheSystemsOwnShell() {
        Recipe windows = Recipes.of(request(ServerSystem.WINDOWS, "192.0.2.10", null));
        Recipe linux = Recipes.of(request(ServerSystem.LINUX, "192.0.2.10", null));

        assertThatThrownBy(() -> GuideText.lines(windows, GuideFormat.SH)).hasMessageContaining("--format ps1");
        assertThatThrownBy(() -> GuideText.lines(linux, GuideFormat.PS1)).hasMessageContaining("--format sh");
    }
}
