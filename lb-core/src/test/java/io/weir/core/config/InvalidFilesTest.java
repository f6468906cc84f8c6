package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code NN-name.yaml} under {@code config/invalid} is refused with exactly the messages of {@code
 * NN-name.expected}. After a wanted change of words: {@code mvn test -Dtest=InvalidFilesTest -Dweir.golden.write=true},
 * and read the difference before committing it.
 */
class InvalidFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/config/invalid");

    /** So that messages on missing files are the same wherever this runs. */
    private static final Path NOWHERE = Path.of("/nowhere");

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void invalidFileIsRefusedWithTheseWords(String name) throws IOException {
        Path expected = FOLDER.resolve(name + ".expected");
        String text = Files.readString(FOLDER.resolve(name + ".yaml"));

        InvalidConfiguration refused =
                assertThrows(InvalidConfiguration.class, () -> ConfigurationFile.parse(name + ".yaml", text, NOWHERE));

        String messages = refused.getMessage() + "\n";
        if (Boolean.getBoolean("weir.golden.write")) {
            Files.writeString(expected, messages);
        }
        assertThat(messages)
                .as("messages for " + FOLDER.resolve(name + ".yaml"))
                .isEqualTo(Files.readString(expected));
    }
}
