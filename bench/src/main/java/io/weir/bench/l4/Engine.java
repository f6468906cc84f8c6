package io.weir.bench.l4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How Weir gets packets from the kernel and back. */
enum Engine {
    AF_PACKET("af-packet", "af-packet"),
    IO_URING("io-uring", "io-uring"),
    AF_XDP_NATIVE("af-xdp-native", "af-xdp, xdp-mode: native"),
    AF_XDP_GENERIC("af-xdp-generic", "af-xdp, xdp-mode: generic");

    /** Generic mode is what is left where a driver has no native one, so it is compared when it is asked for. */
    static final String USUAL = "af-packet,io-uring,af-xdp-native";

    static final String NONE = "none";

    private final String key;
    private final String setting;

    Engine(String key, String setting) {
        this.key = key;
        this.setting = setting;
    }

    /** As the command line and the report name it. */
    String key() {
        return key;
    }

    /** The section of the configuration that has exactly this one, or no start. */
    String configuration() {
        return "l4: { engine: " + setting + " }\n";
    }

    /**
     * Reads names with commas between; {@value #NONE} for no engine. A name that comes twice counts once.
     *
     * @throws IllegalArgumentException for a name that is none, with all that are
     */
    static List<Engine> parse(String list) {
        List<Engine> engines = new ArrayList<>();
        if (list.strip().equals(NONE)) {
            return engines;
        }
        for (String name : list.split(",", -1)) {
            Engine engine = named(name.strip());
            if (!engines.contains(engine)) {
                engines.add(engine);
            }
        }
        return engines;
    }

    private static Engine named(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.key.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is no engine; there are "
                        + Arrays.stream(values()).map(Engine::key).collect(Collectors.joining(", "))));
    }
}
