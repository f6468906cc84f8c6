package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/configuration.md} says of every key what the schema says, in a row that can be pasted from a failure. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("../docs/configuration.md");

    @TestFactory
    Stream<DynamicTest> everyKeyIsInTheReference() throws IOException {
        String reference = Files.readString(REFERENCE);
        Map<String, String> rows = new LinkedHashMap<>();
        collect(FileSchema.ROOT, "", rows);
        return rows.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(), () -> assertThat(reference).contains(row.getValue())));
    }

    private static void collect(Section section, String path, Map<String, String> rows) {
        for (Key<?> key : section.keys()) {
            String keyPath = Fields.join(path, key.name());
            rows.put(keyPath, key.notYet() == null ? row(key, keyPath) : "`" + shortened(keyPath) + "`");
            boolean toldBefore = key.equals(FileSchema.DEFAULTS) || key.equals(HttpSchema.When.NOT);
            if (key.notYet() == null && !toldBefore) {
                switch (key.type()) {
                    case ValueType.Group group -> collect(group.section(), keyPath, rows);
                    case ValueType.Groups groups -> collect(groups.section(), keyPath + "[]", rows);
                    default -> {}
                }
            }
        }
    }

    /** The reference writes the keys of a service without what stands before each of them. */
    private static String shortened(String path) {
        return path.replace("virtual-services[].", "");
    }

    private static String row(Key<?> key, String path) {
        String absent = switch (key.presence()) {
            case REQUIRED -> "required";
            case DEFAULTED -> key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
            case NULLABLE -> key.defaultText();
        };
        String choice =
                key.type() instanceof ValueType.Text<?> text && !text.words().isEmpty()
                        ? " One of `" + String.join("` `", text.words()) + "`."
                        : "";
        return "| `" + shortened(path) + "` | " + absent + " | " + key.doc() + choice + " |";
    }
}
