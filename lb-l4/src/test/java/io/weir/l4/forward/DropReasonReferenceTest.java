package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.ParseCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/layer-4.md} has a row for every drop reason, with the meaning that the code gives it, and for no other. */
class DropReasonReferenceTest {
    private static final Path GUIDE = Path.of("../docs/layer-4.md");
    private static final String HEADING = "## Drop reasons";

    @TestFactory
    Stream<DynamicTest> everyReasonHasItsRow() throws IOException {
        List<String> rows = rows();
        return reasons()
                .mapToObj(reason -> DynamicTest.dynamicTest(DropReason.name(reason), () -> {
                    String row = "| `" + DropReason.name(reason) + "` | " + DropReason.description(reason) + " |";
                    assertThat(rows).filteredOn(each -> each.startsWith(row)).hasSize(1);
                }));
    }

    @Test
    void noRowIsOfAReasonThatIsGone() throws IOException {
        assertThat(rows()).hasSize((int) reasons().count());
    }

    private static IntStream reasons() {
        return IntStream.range(0, DropReason.COUNT).filter(reason -> reason != ParseCode.OK);
    }

    private static List<String> rows() throws IOException {
        String guide = Files.readString(GUIDE);
        return guide.substring(guide.indexOf(HEADING))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }
}
