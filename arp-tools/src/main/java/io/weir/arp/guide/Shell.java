package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/** Lines of the POSIX shell that recipes share. */
final class Shell {
    private Shell() {}

    /** Writes a file. No here-document: its end could not be indented. Nothing in the text may have a single quote. */
    static List<String> write(String path, List<String> text) {
        List<String> lines = new ArrayList<>();
        lines.add("printf '%s\\n' \\");
        for (String line : text) {
            if (line.indexOf('\'') >= 0) {
                throw new IllegalArgumentException("a quote in " + line);
            }
            lines.add("    '" + line + "' \\");
        }
        lines.add("    > " + path);
        return lines;
    }

    static Step write(String why, String path, String... text) {
        return new Step(why, write(path, List.of(text)));
    }

    /** A unit that runs commands at every start of the system; commands have no quote of any kind. */
    static Step unit(String name, String description, String after, List<String> start, List<String> stop) {
        List<String> text = new ArrayList<>(List.of("[Unit]", "Description=" + description, "After=" + after));
        if (after.startsWith("network-online")) {
            text.add("Wants=network-online.target");
        }
        text.addAll(List.of("", "[Service]", "Type=oneshot", "RemainAfterExit=yes"));
        start.forEach(command -> text.addAll(execute("ExecStart=/bin/sh", command)));
        stop.forEach(command -> text.addAll(execute("ExecStop=-/bin/sh", command)));
        text.addAll(List.of("", "[Install]", "WantedBy=multi-user.target"));
        List<String> lines = new ArrayList<>(List.of("mkdir -p /etc/systemd/system"));
        lines.addAll(write("/etc/systemd/system/" + name + ".service", text));
        lines.addAll(List.of(
                "if [ -d /run/systemd/system ]; then",
                "    systemctl daemon-reload",
                "    systemctl enable " + name + ".service",
                "else",
                "    echo 'no systemd here: at a start, do this by other means' >&2",
                "fi"));
        return new Step("Do the same at every start, by a unit of systemd", lines);
    }

    /** In two lines, to fit a terminal. */
    private static List<String> execute(String key, String command) {
        return List.of(key + " -c \\", "  \"" + command + "\"");
    }

    static Step noUnit(String name) {
        return Step.of(
                "Do it at no start any more",
                "if [ -d /run/systemd/system ]; then",
                "    systemctl disable " + name + ".service || true",
                "fi",
                "rm -f /etc/systemd/system/" + name + ".service");
    }
}
