package io.weir.core.config;

import io.weir.core.service.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads configuration files: YAML in UTF-8, at most 1 MiB. */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /**
     * Reads and validates a file.
     *
     * @throws InvalidConfiguration with every problem at once; also when the file cannot be read
     */
    public static Configuration load(Path file) throws InvalidConfiguration {
        return load(file, FileFaults.NONE);
    }

    /**
     * The same, and looks into the files that it names.
     *
     * @throws InvalidConfiguration with every problem at once; those of other files only when this one has none
     */
    public static Configuration load(Path file, FileFaults faults) throws InvalidConfiguration {
        return parse(file.toString(), text(file), folder(file), faults);
    }

    /**
     * Reads a file's text without looking at what it says, for those who keep it beside what {@link #parse} makes of
     * it.
     *
     * @throws InvalidConfiguration when it cannot be read, is too large or not UTF-8
     */
    public static String text(Path file) throws InvalidConfiguration {
        Problems problems = new Problems(file.toString());
        byte[] bytes = {};
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            problems.add(Place.START, "", "there is no such file; check the path, or create it");
        } catch (AccessDeniedException e) {
            problems.add(Place.START, "", "this user may not read the file; change its permissions or the user");
        } catch (IOException e) {
            problems.add(Place.START, "", "cannot be read (" + e.getMessage() + "); name a readable file");
        }
        refuseIfLarge(bytes.length, problems);
        return decode(bytes, problems);
    }

    /** Where relative paths of a configuration file count from. */
    public static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    /**
     * Validates a text whose relative paths count from the folder that this process runs in.
     *
     * @param fileName what messages call it
     * @throws InvalidConfiguration with every problem at once, by line and column
     */
    public static Configuration parse(String fileName, String text) throws InvalidConfiguration {
        return parse(fileName, text, Path.of(""));
    }

    /**
     * Validates a text.
     *
     * @param fileName what messages call it
     * @param folder where relative paths count from
     * @throws InvalidConfiguration with every problem at once, by line and column
     */
    public static Configuration parse(String fileName, String text, Path folder) throws InvalidConfiguration {
        return parse(fileName, text, folder, FileFaults.NONE);
    }

    private static Configuration parse(String fileName, String text, Path folder, FileFaults faults)
            throws InvalidConfiguration {
        Problems problems = new Problems(fileName);
        refuseIfLarge(text.length(), problems);
        refuseIfLarge(text.getBytes(StandardCharsets.UTF_8).length, problems);
        Node root = YamlReader.read(text.startsWith("\ufeff") ? text.substring(1) : text, problems);
        problems.throwIfAny();
        SectionReader reader = new SectionReader(problems);
        Fields file = reader.read(FileSchema.ROOT, rootMapping(root, problems), "");
        Fields defaults = file.group(FileSchema.DEFAULTS).asInherited();
        List<Fields> services = file.groups(FileSchema.VIRTUAL_SERVICES).stream()
                .map(service -> service.over(defaults))
                .toList();
        ReferencedFiles files = new ReferencedFiles(folder);
        new FileRules(problems, reader, files).check(file, services);
        problems.throwIfAny();
        Configuration configuration = new ConfigurationBuilder(files).build(file, services);
        files.report(problems, faults.of(configuration));
        problems.throwIfAny();
        return configuration;
    }

    private static void refuseIfLarge(int size, Problems problems) throws InvalidConfiguration {
        if (size > YamlReader.MAX_BYTES) {
            problems.add(Place.START, "", "has more than the 1 MiB that a configuration may have; make it smaller");
        }
        problems.throwIfAny();
    }

    private static Node.Mapping rootMapping(@Nullable Node root, Problems problems) throws InvalidConfiguration {
        if (root instanceof Node.Mapping mapping) {
            return mapping;
        }
        String found = root == null || root instanceof Node.Empty ? "the file is empty" : "the file is " + root.kind();
        problems.add(
                root == null ? Place.START : root.place(),
                "",
                found + " but should be a mapping; begin with \"virtual-services:\"");
        problems.throwIfAny();
        throw new AssertionError("a problem was just added");
    }

    private static String decode(byte[] bytes, Problems problems) throws InvalidConfiguration {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            problems.add(placeOf(bytes, in.position()), "", "this is not UTF-8; save the file in that encoding");
        }
        problems.throwIfAny();
        return out.flip().toString();
    }

    private static Place placeOf(byte[] bytes, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            boolean continues = (bytes[i] & 0xc0) == 0x80;
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if (!continues) {
                column++;
            }
        }
        return new Place(line, column);
    }
}
