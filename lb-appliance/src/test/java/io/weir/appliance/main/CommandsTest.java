package io.weir.appliance.main;

import static io.weir.appliance.main.DaemonFixture.weir;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.main.DaemonFixture.Outcome;
import io.weir.core.control.ServiceState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every command against a real daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class CommandsTest {
    private final DaemonFixture fixture;
    private final Daemon daemon;
    private final String socket;

    CommandsTest(@TempDir Path directory) throws Exception {
        fixture = new DaemonFixture(directory);
        daemon = fixture.start();
        socket = fixture.socket().toString();
    }

    @BeforeAll
    void serves() throws Exception {
        assertThat(fixture.echoed("hello")).isEqualTo("hello");
    }

    @AfterAll
    void stop() throws Exception {
        daemon.close();
        fixture.close();
    }

    @BeforeEach
    void asConfigured() throws Exception {
        fixture.write(fixture.configuration("web"));
        weir("reload", "--socket", socket);
        weir("online", "web", "--socket", socket);
        weir("weight", "web/s1", "100", "--socket", socket);
    }

    @Test
    void statusShowsTheOverview() {
        Outcome outcome = weir("status", "--socket", socket);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("lb-test · weir 0.1.0 · up ")
                .contains("VIRTUAL SERVICE", "web ", "127.0.0.1", "Layer 7 Proxy", "s1", "s2");
        assertThat(outcome.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void statusOfOneServiceIsThatOnly() {
        assertThat(weir("status", "web", "--socket", socket).out()).contains("web");
        Outcome unknown = weir("status", "wed", "--socket", socket);
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no service wed").contains("did you mean web?");
    }

    @Test
    void recipesNeedNoDaemonAndAnUnknownSystemIsAnsweredByTheKnownOnes() {
        Outcome script = weir("arp", "guide", "--os", "linux", "--vip", "192.0.2.10", "--format", "sh");
        assertThat(script.status()).isZero();
        assertThat(script.out()).startsWith("#!/bin/sh\n").contains("ip address replace 192.0.2.10/32 dev lo");
        assertThat(weir("arp", "guide", "--os", "help").out()).contains("freebsd", "windows-netsh");
        Outcome unknown = weir("arp", "guide", "--os", "beos", "--vip", "192.0.2.10");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("--os \"beos\" is not known", "linux-netplan");
        assertThat(weir("arp", "guide", "--os", "linux").err()).contains("which VIP?");
    }

    @Test
    void theWireIsAskedAboutNothingWhenAllVipsAreLoopbacks() {
        Outcome check = weir("arp", "check", "--socket", socket);
        assertThat(check.status()).isZero();
        assertThat(check.out()).contains("no VIP is on a link of this host");
        assertThat(weir("arp", "check", "wed", "--socket", socket).err()).contains("there is no service wed");
    }

    @Test
    void checksOfAServiceAreShownAndAnUnknownServerIsToldWhichThereAre() {
        Outcome outcome = weir("checks", "web", "--socket", socket);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("web/s1", "web/s2");
        assertThat(weir("checks", "web/s1", "--json", "--socket", socket).out()).contains("\"results\" : [");
        assertThat(weir("checks", "web/s9", "--socket", socket).err())
                .contains("service web has no server s9; servers: s1, s2");
    }

    @Test
    void adminStatesAndWeightsChangeAndSaySo() {
        Outcome drained = weir("drain", "web/s1", "--socket", socket);
        assertThat(drained.status()).isZero();
        assertThat(drained.out()).contains("web/s1").contains("draining");
        assertThat(weir("drain", "web/s1", "--socket", socket).out()).contains("web/s1 is draining already");
        assertThat(weir("status", "--socket", socket).out()).contains("◐ draining");
        assertThat(weir("halt", "web", "--socket", socket).status()).isZero();
        assertThat(weir("status", "--socket", socket).out())
                .contains("■ halted")
                .contains("▼ down");
        assertThat(weir("online", "web", "--socket", socket).status()).isZero();
        assertThat(weir("weight", "web/s1", "7", "--socket", socket).out()).contains("100 -> 7");
    }

    @Test
    void refusalsNameWhatIsThere() {
        assertThat(weir("drain", "web/s3", "--socket", socket).err()).contains("service web has no server s3");
        assertThat(weir("weight", "web/s1", "70000", "--socket", socket).status())
                .isEqualTo(2);
        assertThat(weir("weight", "web", "7", "--socket", socket).err()).contains("write SERVICE/SERVER");
    }

    @Test
    void sessionsAreListedAndCleared() throws Exception {
        fixture.echoed("stick");
        Outcome listed = weir("sessions", "web", "--socket", socket);
        assertThat(listed.status()).isZero();
        assertThat(listed.out()).contains("CLIENT").contains("127.0.0.1").contains("1 entry");
        assertThat(weir("sessions", "clear", "web", "127.0.0.1", "--socket", socket)
                        .out())
                .isEqualTo("1 entry cleared" + System.lineSeparator());
        Outcome again = weir("sessions", "clear", "web", "127.0.0.1", "--socket", socket);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("no entry for 127.0.0.1");
        assertThat(weir("sessions", "clear", "web", "web", "--socket", socket).status())
                .isEqualTo(2);
    }

    @Test
    void reloadAppliesAGoodFile() throws Exception {
        fixture.write(fixture.configuration("shop"));
        Outcome outcome = weir("reload", "--socket", socket);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("shop").contains("web");
        assertThat(weir("status", "shop", "--socket", socket).status()).isZero();
        assertThat(fixture.echoed("still")).isEqualTo("still");
    }

    @Test
    void reloadOfABadFileChangesNothing() throws Exception {
        long version = daemon.operations().current().configurationVersion();
        fixture.write(
                fixture.configuration("shop").replace("l7-snat", "l7-snatt").replace("30m", "30x"));
        Outcome outcome = weir("reload", "--socket", socket);
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains(fixture.file() + ":5:")
                .contains(fixture.file() + ":8:")
                .contains("nothing was changed");
        assertThat(daemon.operations().current().configurationVersion()).isEqualTo(version);
        assertThat(weir("status", "web", "--socket", socket).status()).isZero();
    }

    @Test
    void reloadTellsWhatTakesEffectLater() throws Exception {
        fixture.write("l7: { threads: 3 }\n" + fixture.configuration("web"));
        assertThat(weir("reload", "--socket", socket).out()).contains("l7").contains("takes effect at its next start");
    }

    @Test
    void jsonIsForTools() {
        assertThat(weir("status", "--json", "--socket", socket).out())
                .contains("\"node\" : \"lb-test\"")
                .contains("\"realServers\" : [");
        assertThat(weir("sessions", "web", "--json", "--socket", socket).out()).contains("\"service\" : \"web\"");
    }

    @Test
    void withoutADaemonTheStatusIsThree() {
        String nowhere = fixture.socket() + ".none";
        Outcome outcome = weir("status", "--socket", nowhere);
        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err())
                .isEqualTo("no daemon answers on " + nowhere + ": start one with \"weir run -c weir.yaml\", or name its"
                        + " socket with --socket" + System.lineSeparator());
    }

    @Test
    void wrongUsageIsTwoAndSuggests() {
        Outcome misspelt = weir("statsu");
        assertThat(misspelt.status()).isEqualTo(2);
        assertThat(misspelt.err()).contains("Did you mean: weir status?").contains("Try: weir --help");
        assertThat(weir("drain").err()).contains("SERVICE[/SERVER]");
        assertThat(weir("drain", "a;halt b").status()).isEqualTo(2);
        assertThat(weir("run", "weir.yaml").err()).startsWith("which configuration file? Write: weir run -c weir.yaml");
        assertThat(weir("check").err()).startsWith("which configuration file? Write: weir check -c weir.yaml");
        assertThat(weir("halt", "web", "shop").err()).startsWith("one argument too many: \"shop\"");
        assertThat(weir("status", "--jsn").err()).startsWith("unknown option: --jsn");
        assertThat(weir("sessions").err()).contains("name the virtual service");
        assertThat(weir().status()).isEqualTo(2);
    }

    @Test
    void checkCountsOrNamesEveryProblem() throws Exception {
        Outcome valid = weir("check", "-c", fixture.file().toString());
        assertThat(valid.status()).isZero();
        assertThat(valid.out())
                .isEqualTo(fixture.file() + ": valid: 1 virtual service, 2 real servers" + System.lineSeparator());
        Path wrong = Files.writeString(
                fixture.file().resolveSibling("wrong.yaml"),
                fixture.configuration("web").replace("l7-snat", "l4-dr").replace("ports", "port"));
        Outcome invalid = weir("check", "-c", wrong.toString());
        assertThat(invalid.status()).isEqualTo(2);
        assertThat(invalid.out()).isEmpty();
        assertThat(invalid.err().lines().count()).isGreaterThanOrEqualTo(2);
        assertThat(invalid.err().lines()).allSatisfy(line -> assertThat(line).startsWith(wrong + ":"));
    }

    @Test
    void checkAsksForAFileUnlessItIsAboutEngines() throws Exception {
        assertThat(weir("check").status()).isEqualTo(2);
        assertThat(weir("check").err()).contains("which configuration file? Write: weir check -c weir.yaml");
        assertThat(weir("check", "--json", "-c", fixture.file().toString()).err())
                .contains("--json goes with --engines");
        Path wrong = Files.writeString(fixture.file().resolveSibling("wrong-engine.yaml"), "l4: { engine: fast }\n");
        Outcome invalid = weir("check", "--engines", "-c", wrong.toString());
        assertThat(invalid.status()).isEqualTo(2);
        assertThat(invalid.err()).contains("l4.engine").contains("af-packet");
        Outcome engines = weir("check", "--engines", "--json");
        assertThat(engines.out()).startsWith("{\"links\":[").contains("\"hostFilter\":{\"by\":");
    }

    @Test
    void everyCommandHasHelpThatFitsTheTerminal() {
        for (String command :
                Main.commandLine(nowhere(), nowhere()).getSubcommands().keySet()) {
            Outcome help = weir("help", command);
            assertThat(help.status()).isZero();
            assertThat(help.out()).startsWith("Usage: weir " + command);
            assertThat(help.out().lines())
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
        }
        assertThat(weir("--help").out()).contains("Examples:").contains("Exit status:");
        assertThat(weir("--version").out()).startsWith("weir 0.1.0");
        assertThat(weir("version").out()).startsWith("weir 0.1.0 (Java 25");
    }

    @Test
    void aMistypedCommandIsToldTheRightOne() {
        Outcome outcome = weir("statsu", "--socket", socket);
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("Did you mean", "weir status", "Try: weir --help");
    }

    @Test
    void aServiceWithoutServersOnlineIsDown() {
        weir("drain", "web", "--socket", socket);
        assertThat(daemon.operations().current().services().getFirst().state()).isEqualTo(ServiceState.DOWN);
    }

    private static java.io.PrintWriter nowhere() {
        return new java.io.PrintWriter(java.io.Writer.nullWriter());
    }
}
