package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the figures were taken on. */
final class Machine {
    private Machine() {}

    static String describe() {
        return """
                Linux %s, %d processors, Java %s, %s, %s.
                """.formatted(
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        firstLine("haproxy", "-v").replaceAll(" - .*", ""),
                        firstLine("nginx", "-v"));
    }

    private static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.lines().findFirst().orElse(command[0]);
        } catch (IOException e) {
            throw new LabException("weir bench l7 needs " + command[0] + ": apt-get install haproxy nginx-light", e);
        }
    }
}
