package io.weir.core.config;

import io.weir.core.config.FileSchema.Packets;
import io.weir.core.config.FileSchema.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the parts of a file cannot mean together. */
final class FileRules {
    /** The page is kept in memory and sent whole. */
    static final int MAX_PAGE_BYTES = 1 << 20;

    private final Problems problems;
    private final SectionReader reader;
    private final ServiceRules serviceRules;
    private final AddressRules addresses;

    FileRules(Problems problems, SectionReader reader, ReferencedFiles files) {
        this.problems = problems;
        this.reader = reader;
        this.serviceRules = new ServiceRules(problems, reader, files);
        this.addresses = new AddressRules(problems);
    }

    /** Checks the file and its services with defaults merged in. */
    void check(Fields file, List<Fields> services) {
        reader.requireAll(FileSchema.ROOT, file);
        Fields page = file.group(FileSchema.FALLBACK_PAGE);
        pageFile(page);
        AlertSchema.check(problems, reader, file.optional(FileSchema.ALERTS));
        addresses.check(file, services);
        List<ValueType.Item<String>> interfaces =
                Objects.requireNonNullElse(file.group(FileSchema.L4).optional(Packets.INTERFACES), List.of());
        PortRules ports = new PortRules(problems, addresses, page);
        Map<String, Place> names = new HashMap<>();
        for (Fields service : services) {
            serviceRules.check(service, interfaces, file.group(FileSchema.L7));
            serviceRules.uniqueName(names, service, ServiceSchema.NAME, "file");
            ports.check(service);
        }
        new UseServiceRules(problems).check(services);
    }

    private void pageFile(Fields page) {
        Path path = page.optional(Page.FILE);
        String wrong = path == null ? null : unservable(path);
        if (wrong != null) {
            Fields.Found found = Objects.requireNonNull(page.found(Page.FILE));
            problems.add(found.place(), found.path(), wrong);
        }
    }

    private static @Nullable String unservable(Path path) {
        String shown = Shown.plain(path.toString());
        if (!Files.isRegularFile(path)) {
            return "there is no file " + shown + "; write the path of an HTML file, or null for the built-in page";
        }
        if (!Files.isReadable(path)) {
            return "this user may not read " + shown + "; change its permissions";
        }
        try {
            long size = Files.size(path);
            return size > MAX_PAGE_BYTES
                    ? shown + " has " + size + " bytes; a page may have at most " + MAX_PAGE_BYTES
                    : null;
        } catch (IOException e) {
            return shown + " cannot be read (" + e.getMessage() + "); write the path of a readable HTML file";
        }
    }
}
