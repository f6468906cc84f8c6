package io.weir.core.control;

import io.weir.core.control.StateStore.SavedConfiguration;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The last configurations that were in force, one file each, named by number. */
final class ConfigurationVersions {
    /** How many are kept. */
    static final int KEPT = 50;

    private static final Pattern NAME = Pattern.compile("([0-9]{8,18})\\.yaml");

    private final Path directory;
    private final NavigableSet<Long> numbers = new TreeSet<>();

    ConfigurationVersions(Path directory) throws IOException {
        this.directory = directory;
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(directory + " is not a directory; move it away", e);
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                add(file);
            }
        }
    }

    private void add(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        if (matcher.matches()) {
            numbers.add(Long.parseLong(matcher.group(1)));
        }
    }

    void save(long version, String text) throws IOException {
        if (version <= last()) {
            throw new IllegalArgumentException("version " + version + " is not after " + last());
        }
        AtomicFile.write(file(version), text.getBytes(StandardCharsets.UTF_8));
        numbers.add(version);
        while (numbers.size() > KEPT) {
            Files.deleteIfExists(file(numbers.first()));
            numbers.pollFirst();
        }
    }

    long last() {
        return numbers.isEmpty() ? 0 : numbers.last();
    }

    List<Long> numbers() {
        return List.copyOf(numbers);
    }

    /** The newest that can be read; those that cannot are told and left where they are. */
    Optional<SavedConfiguration> latestGood(Collection<String> problems) {
        for (long version : new ArrayList<>(numbers.descendingSet())) {
            try {
                String text = Files.readString(file(version));
                if (!text.isBlank()) {
                    return Optional.of(new SavedConfiguration(version, text));
                }
                problems.add("the saved configuration " + file(version) + " is empty; an older one is used");
            } catch (CharacterCodingException e) {
                problems.add("the saved configuration " + file(version) + " is not UTF-8; an older one is used");
            } catch (IOException e) {
                problems.add("the saved configuration " + file(version) + " cannot be read (" + e
                        + "); an older one is used");
            }
        }
        return Optional.empty();
    }

    private Path file(long version) {
        return directory.resolve("%08d.yaml".formatted(version));
    }
}
