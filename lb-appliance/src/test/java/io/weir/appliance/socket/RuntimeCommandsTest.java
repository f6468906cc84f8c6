package io.weir.appliance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.fixture.FakeOperations;
import io.weir.appliance.fixture.SnapshotFixture;
import io.weir.core.control.ServiceState;
import io.weir.core.health.CheckReason;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeCommandsTest {
    private final FakeOperations operations = new FakeOperations(SnapshotFixture.requirementScenario());
    private final RuntimeCommands commands = new RuntimeCommands(operations);

    @Test
    void showStatHasEveryColumnInEveryRow() {
        List<String> lines = commands.answer("show stat").lines().toList();
        assertThat(lines.getFirst()).startsWith("# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,");
        int columns = fields(lines.getFirst()).length;
        assertThat(lines).hasSize(9).allSatisfy(line -> assertThat(fields(line)).hasSize(columns));
    }

    @Test
    void showStatRowsSayWhatToolsLookFor() {
        assertThat(cell("IIS_VIP", "FRONTEND", "status")).isEqualTo("OPEN");
        assertThat(cell("IIS_VIP", "FRONTEND", "scur")).isEqualTo("3");
        assertThat(cell("IIS_VIP", "FRONTEND", "slim")).isEqualTo("40000");
        assertThat(cell("IIS_VIP", "IIS1", "status")).isEqualTo("UP");
        assertThat(cell("IIS_VIP", "IIS1", "scur")).isEqualTo("2");
        assertThat(cell("IIS_VIP", "IIS1", "weight")).isEqualTo("100");
        assertThat(cell("IIS_VIP", "IIS1", "addr")).isEqualTo("192.168.86.50:443");
        assertThat(cell("IIS_VIP", "IIS1", "check_status")).isEqualTo("L4OK");
        assertThat(cell("IIS_VIP", "IIS1", "lastchg")).isEqualTo("100");
        assertThat(cell("IIS_VIP", "IIS1", "type")).isEqualTo("2");
        assertThat(cell("IIS_VIP", "BACKEND", "status")).isEqualTo("UP");
        assertThat(cell("IIS_VIP", "BACKEND", "act")).isEqualTo("2");
        assertThat(cell("IIS_VIP", "BACKEND", "algo")).isEqualTo("wlc");
    }

    @Test
    void showStatTellsStatesApart() {
        SnapshotFixture fixture = new SnapshotFixture();
        CheckReason reason = new CheckReason("L4CON", "refused, \"really\"");
        fixture.service(
                "w",
                "2001:db8::1",
                "80",
                ServiceState.DEGRADED,
                null,
                fixture.server("down", "2001:db8::2", Health.DOWN, AdminState.ONLINE, reason, 0),
                fixture.server("drain", "2001:db8::3", Health.UP, AdminState.DRAINING, null, 0),
                fixture.server("halt", "2001:db8::4", Health.UNCHECKED, AdminState.HALTED, null, 0),
                fixture.server("new", "2001:db8::5", Health.UNCHECKED, AdminState.ONLINE, null, 0));
        String stat = new RuntimeCommands(new FakeOperations(fixture.snapshot())).answer("show stat");
        assertThat(stat).contains("w,down,", ",DOWN,", "L4CON", "\"refused, \"\"really\"\"\"", "[2001:db8::2]:80");
        assertThat(stat.lines()
                        .filter(line -> line.startsWith("w,drain,"))
                        .findFirst()
                        .orElseThrow())
                .contains(",DRAIN,");
        assertThat(stat.lines()
                        .filter(line -> line.startsWith("w,halt,"))
                        .findFirst()
                        .orElseThrow())
                .contains(",MAINT,");
        assertThat(stat.lines()
                        .filter(line -> line.startsWith("w,new,"))
                        .findFirst()
                        .orElseThrow())
                .contains(",no check,");
    }

    @Test
    void showInfoHasTheUsualNames() {
        assertThat(commands.answer("show info").lines())
                .contains(
                        "Name: Weir",
                        "Version: 0.1.0",
                        "Pid: 4711",
                        "Uptime: 0d 0h01m40s",
                        "Uptime_sec: 100",
                        "CurrConns: 3",
                        "node: lb-a");
    }

    @Test
    void setServerTakesTheUsualWords() {
        assertThat(commands.answer("set server IIS_VIP/IIS1 state maint")).isEmpty();
        assertThat(commands.answer("set server IIS_VIP/IIS1 state ready")).isEmpty();
        assertThat(commands.answer("set server IIS_VIP/IIS1 weight 65535")).isEmpty();
        assertThat(commands.answer("set server IIS_VIP/IIS1 weight 25%")).isEmpty();
        assertThat(operations.calls())
                .containsExactly(
                        "state IIS_VIP/IIS1 halted",
                        "state IIS_VIP/IIS1 online",
                        "weight IIS_VIP/IIS1 65535",
                        "weight IIS_VIP/IIS1 25");
    }

    @Test
    void wrongCommandsAreRefusedInTheUsualWordsAndChangeNothing() {
        assertThat(commands.answer("set server nope/IIS1 state ready")).isEqualTo("No such backend.\n");
        assertThat(commands.answer("set server IIS_VIP/nope state ready")).isEqualTo("No such server.\n");
        assertThat(commands.answer("set server IIS_VIP state ready")).isEqualTo("Require 'service/server'.\n");
        assertThat(commands.answer("set server IIS_VIP/IIS1 state up"))
                .isEqualTo("'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n");
        assertThat(commands.answer("set server IIS_VIP/IIS1 weight 65536")).contains("0..65535");
        assertThat(commands.answer("set server IIS_VIP/IIS1 weight -1")).contains("0..65535");
        assertThat(commands.answer("set server IIS_VIP/IIS1 weight 99999%")).contains("0..65535");
        assertThat(commands.answer("show table IIS_VIP")).isEqualTo("No such table\n");
        assertThat(commands.answer("clear table nope")).isEqualTo("No such table\n");
        assertThat(commands.answer("frobnicate")).startsWith("Unknown command: 'frobnicate'\n");
        assertThat(operations.calls()).isEmpty();
    }

    @Test
    void jsonAnswersAreOneLine() {
        assertThat(commands.answer("json status").lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("{\"ok\":true,\"result\":{\"node\":\"lb-a\",");
        assertThat(commands.answer("json drain IIS_VIP/IIS1"))
                .isEqualTo("{\"ok\":true,\"result\":[\"server IIS_VIP/IIS1 draining\"]}\n");
        assertThat(commands.answer("lines width=80 status IIS_VIP"))
                .startsWith("{\"ok\":true,\"result\":[\"lb-a · weir 0.1.0")
                .doesNotContain("DA_VIP");
    }

    @Test
    void jsonErrorsCarryTheExitStatus() {
        assertThat(commands.answer("json reload"))
                .isEqualTo("{\"ok\":false,\"exit\":2,\"error\":[\"weir.yaml:1:1: a: wrong\","
                        + "\"weir.yaml:2:1: b: wrong\"]}\n");
        assertThat(commands.answer("json status nope"))
                .isEqualTo("{\"ok\":false,\"exit\":1,\"error\":[\"there is no service nope\"]}\n");
        assertThat(commands.answer("json weight IIS_VIP/IIS1 x"))
                .contains("\"exit\":2")
                .contains("0..65535");
        assertThat(commands.answer("json weight IIS_VIP 3"))
                .contains("\"exit\":2")
                .contains("SERVICE/SERVER");
        assertThat(commands.answer("json sessions IIS_VIP")).contains("keeps no sessions");
        assertThat(commands.answer("json")).contains("\"exit\":2").contains("known are status");
        assertThat(commands.answer("json drain")).contains("usage: drain SERVICE[/SERVER]");
    }

    @Test
    void layer4CommandsCheckTheirWords() {
        assertThat(commands.answer("json flows IIS_VIP --limit 5"))
                .isEqualTo("{\"ok\":true,\"result\":{\"total\":0,\"flows\":[]}}\n");
        assertThat(operations.calls()).containsExactly("flows IIS_VIP 5");
        assertThat(commands.answer("json flows --limit 0"))
                .contains("\"exit\":2")
                .contains("1..100000");
        assertThat(commands.answer("json flows --limit")).contains("\"exit\":2");
        assertThat(commands.answer("json flows nope")).contains("\"exit\":1");
        assertThat(commands.answer("json explain tcp 10.9.0.10:1 [::1]:2")).contains("\"exit\":2");
        assertThat(commands.answer("json explain tcp 10.9.0.10:1 10.9.0.11:2")).contains("10.9.0.10:1 10.9.0.11:2");
        assertThat(commands.answer("lines capture")).contains("no capture is running");
        assertThat(commands.answer("json capture start --service IIS_VIP")).contains("layer 7");
        assertThat(commands.answer("json capture start")).contains("usage: capture");
        assertThat(commands.answer("json capture start --service IIS_VIP --drop halted"))
                .contains("usage: capture");
        assertThat(commands.answer("json capture start --drop nonsense")).contains("no-service");
        assertThat(commands.answer("json capture start --drop halted --limit 7"))
                .contains("\"running\":true");
    }

    private String cell(String proxy, String row, String column) {
        List<String> lines = commands.answer("show stat").lines().toList();
        int index = List.of(fields(lines.getFirst().substring(2))).indexOf(column);
        return lines.stream()
                .filter(line -> line.startsWith(proxy + "," + row + ","))
                .map(line -> fields(line)[index])
                .findFirst()
                .orElseThrow();
    }

    private static String[] fields(String line) {
        return line.split(",", -1);
    }
}
