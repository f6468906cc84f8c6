package io.weir.core.config;

import io.weir.core.config.FileSchema.Packets;
import io.weir.core.config.FileSchema.Page;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
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
    private final AddressClaims claims = new AddressClaims();

    FileRules(Problems problems, SectionReader reader) {
        this.problems = problems;
        this.reader = reader;
        this.serviceRules = new ServiceRules(problems, reader);
        this.addresses = new AddressRules(problems);
    }

    /** Checks the file and its services with defaults merged in. */
    void check(Fields file, List<Fields> services) {
        reader.requireAll(FileSchema.ROOT, file);
        Fields page = file.group(FileSchema.FALLBACK_PAGE);
        pageFile(page);
        addresses.check(file, services);
        List<ValueType.Item<String>> interfaces =
                Objects.requireNonNullElse(file.group(FileSchema.L4).optional(Packets.INTERFACES), List.of());
        Map<String, Place> names = new HashMap<>();
        for (Fields service : services) {
            serviceRules.check(service, interfaces);
            serviceRules.uniqueName(names, service, ServiceSchema.NAME, "file");
            listener(service, page);
        }
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

    private void listener(Fields service, Fields page) {
        IpAddress address = service.optional(ServiceSchema.ADDRESS);
        PortSet ports = service.optional(ServiceSchema.PORTS);
        Fields.Found portsFound = service.found(ServiceSchema.PORTS);
        if (address == null || ports == null || portsFound == null || !service.value(ServiceSchema.ENABLED)) {
            return;
        }
        boolean layer7 = !Layer4Rules.apply(service);
        if (layer7 && page.value(Page.ENABLED) && meetsPage(page, address, ports)) {
            tell(service, portsFound, "port " + page.value(Page.PORT) + " of " + address + " is the fallback page's");
        }
        if (addresses.isMixed(service)) {
            return;
        }
        AddressClaims.Claim other =
                claims.take(address, ports, service.value(ServiceSchema.PROTOCOL), AddressRules.label(service));
        if (other != null) {
            tell(
                    service,
                    portsFound,
                    "the enabled service " + other.owner() + " has " + ports(other) + " of " + address);
        }
    }

    private void tell(Fields service, Fields.Found ports, String who) {
        // Where the ports are inherited the fault is still this service's.
        Place place = ports.inherited() ? service.place() : ports.place();
        problems.add(
                place,
                Fields.join(service.path(), ServiceSchema.PORTS.name()),
                who + " already; write another port or address, or disable one of the two");
    }

    private static String ports(AddressClaims.Claim claim) {
        PortSet.Range range = claim.range();
        if (range.equals(PortSet.ALL.ranges().getFirst())) {
            return claim.protocol() == Protocol.UDP ? "all UDP ports" : "all ports";
        }
        String udp = claim.protocol() == Protocol.UDP ? "UDP " : "";
        return range.first() == range.last()
                ? udp + "port " + range.first()
                : udp + "ports " + range.first() + "-" + range.last();
    }

    private static boolean meetsPage(Fields page, IpAddress vip, PortSet ports) {
        IpAddress address = page.value(Page.ADDRESS);
        // On Linux a socket on :: takes IPv4 connections too.
        boolean meetsAddress =
                address.equals(vip) || (address.isUnspecified() && (address.v6() || address.v6() == vip.v6()));
        return meetsAddress && ports.contains(page.value(Page.PORT));
    }
}
