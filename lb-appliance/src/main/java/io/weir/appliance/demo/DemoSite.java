package io.weir.appliance.demo;

import io.weir.appliance.lab.Lab;
import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LoopbackLab;
import io.weir.appliance.lab.NetworkLab;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the demonstration takes place: hosts, addresses and the configuration.
 *
 * @param lab the hosts {@code client1}, {@code client2}, {@code lb}, {@code srv1} and {@code srv2}
 * @param network the first three octets of every address
 * @param webPort the port of the web service, the same at the VIP and at the servers
 * @param configuration the file for the daemon
 */
record DemoSite(Lab lab, String network, int webPort, Path configuration) implements AutoCloseable {
    static final String CLIENT_1 = "client1";
    static final String CLIENT_2 = "client2";
    static final String BALANCER = "lb";
    static final List<String> SERVERS = List.of("srv1", "srv2");
    static final String WEB_SERVICE = "IIS_VIP";
    static final String ARCHIVE_SERVICE = "DA_VIP";
    static final int ARCHIVE_PORT = 9001;
    static final int FALLBACK_PORT = 9081;

    private static final String SCENARIO = "requirement-scenario.yaml";
    private static final String SCENARIO_NETWORK = "192.168.86";
    private static final String LOOPBACK_NETWORK = "127.0.86";
    private static final int HTTPS = 443;
    private static final int HTTPS_WITHOUT_ROOT = 8443;

    /** Hosts in network namespaces and the scenario as it stands. */
    static DemoSite inNamespaces() {
        NetworkLab lab = NetworkLab.open();
        try {
            for (Place place : Place.values()) {
                lab.addHost(place.host, place.address(SCENARIO_NETWORK) + "/24");
            }
            return new DemoSite(lab, SCENARIO_NETWORK, HTTPS, write(lab, scenario()));
        } catch (LabException e) {
            lab.close();
            throw e;
        }
    }

    /** Loopback addresses, and the scenario with them and with a port that needs no root. */
    static DemoSite onLoopback() {
        LoopbackLab lab = LoopbackLab.open();
        try {
            for (Place place : Place.values()) {
                lab.addHost(place.host, place.address(LOOPBACK_NETWORK));
            }
            String balancer = lab.host(BALANCER).address();
            String page = "{ address: " + balancer + ", port: " + FALLBACK_PORT + " }";
            String configuration = "fallback-page: " + page + "\ndefaults: { fallback: " + page + " }\n"
                    + scenario()
                            .replace(SCENARIO_NETWORK, LOOPBACK_NETWORK)
                            .replace("ports: " + HTTPS, "ports: " + HTTPS_WITHOUT_ROOT);
            return new DemoSite(lab, LOOPBACK_NETWORK, HTTPS_WITHOUT_ROOT, write(lab, configuration));
        } catch (LabException e) {
            lab.close();
            throw e;
        }
    }

    private static String scenario() {
        try (InputStream in = DemoSite.class.getResourceAsStream(SCENARIO)) {
            if (in == null) {
                throw new LabException("the program lacks its resource " + SCENARIO);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LabException("cannot read " + SCENARIO + ": " + e.getMessage(), e);
        }
    }

    private static Path write(Lab lab, String configuration) {
        try {
            return Files.writeString(lab.directory().resolve("weir.yaml"), configuration);
        } catch (IOException e) {
            throw new LabException("cannot write the configuration: " + e.getMessage(), e);
        }
    }

    LabHost host(String name) {
        return lab.host(name);
    }

    /** The web service's address. */
    String webVip() {
        return network + ".177";
    }

    /** The archive service's address. */
    String archiveVip() {
        return network + ".166";
    }

    @Override
    public void close() {
        lab.close();
    }

    /** The last octet of each host's address. */
    private enum Place {
        CLIENT_1(DemoSite.CLIENT_1, 10),
        CLIENT_2(DemoSite.CLIENT_2, 14),
        BALANCER(DemoSite.BALANCER, 11),
        SERVER_1("srv1", 50),
        SERVER_2("srv2", 51);

        private final String host;
        private final int octet;

        Place(String host, int octet) {
            this.host = host;
            this.octet = octet;
        }

        String address(String network) {
            return network + "." + octet;
        }
    }
}
