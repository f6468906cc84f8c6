package io.weir.appliance.acceptance.health;

import static io.weir.appliance.acceptance.health.Verdicts.login;
import static io.weir.appliance.acceptance.health.Verdicts.prove;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.RootTests;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** slapd, FreeRADIUS and a SIP peer of SIPp as Debian has them. */
@Tag("root")
@Tag("long")
class DirectoryServersTest {
    @Test
    void slapd() {
        RootTests.requirePrograms("slapd");
        try (ServerProgram server = new ServerProgram(1, 3890)) {
            Path configuration = server.write("slapd.conf", """
                    include /etc/ldap/schema/core.schema
                    modulepath /usr/lib/ldap
                    moduleload back_mdb
                    pidfile %1$s/slapd.pid
                    database mdb
                    suffix "dc=example"
                    rootdn "cn=check,dc=example"
                    rootpw sesame
                    directory %1$s
                    """.formatted(server.folder));
            CheckMethod right = new CheckMethod.Ldap(null, login("cn=check,dc=example", "sesame"));
            server.start(
                    right,
                    "slapd",
                    "-h",
                    "ldap://" + server.address + ":3890",
                    "-f",
                    configuration.toString(),
                    "-d",
                    "0");
            assertThat(server.reason(new CheckMethod.Ldap(null, null))).isEqualTo("L7OK");
            prove(
                    server,
                    right,
                    "L7OK",
                    new CheckMethod.Ldap(null, login("cn=check,dc=example", "wrong")),
                    "L7STS bind: result 49 invalidCredentials.*");
        }
    }

    @Test
    void freeRadius() {
        RootTests.requirePrograms("freeradius");
        try (ServerProgram server = new ServerProgram(2, 18120)) {
            server.write("radiusd.conf", """
                    libdir = /usr/lib/freeradius
                    logdir = %1$s
                    run_dir = %1$s
                    db_dir = %1$s
                    max_request_time = 5
                    security {
                      status_server = yes
                      reject_delay = 0
                    }
                    modules {
                      pap { }
                    }
                    client loopback {
                      ipaddr = 127.0.0.0/8
                      secret = testing
                      require_message_authenticator = yes
                    }
                    server default {
                      listen {
                        type = auth
                        ipaddr = %2$s
                        port = 18120
                      }
                      authorize {
                        if (User-Name == "weir") {
                          update control {
                            Cleartext-Password := "sesame"
                          }
                        }
                        pap
                      }
                      authenticate {
                        Auth-Type PAP {
                          pap
                        }
                      }
                    }
                    """.formatted(server.folder, server.address));
            CheckMethod right = new CheckMethod.Radius(new Secret("testing"), login("weir", "sesame"));
            server.start(right, "freeradius", "-f", "-l", "stdout", "-d", server.folder.toString());
            assertThat(server.reason(new CheckMethod.Radius(new Secret("testing"), null)))
                    .isEqualTo("L7OK Access-Accept");
            prove(
                    server,
                    right,
                    "L7OK Access-Accept",
                    new CheckMethod.Radius(new Secret("testing"), login("weir", "wrong")),
                    "L7STS Access-Reject");
        }
    }

    @Test
    void sipOverBothTransports() {
        RootTests.requirePrograms("sipp");
        for (boolean tcp : new boolean[] {false, true}) {
            try (ServerProgram server = new ServerProgram(tcp ? 4 : 3, 5060)) {
                Path scenario = server.write("options.xml", """
                        <?xml version="1.0" encoding="ISO-8859-1" ?>
                        <scenario name="options">
                          <recv request="OPTIONS"/>
                          <send><![CDATA[
                            SIP/2.0 200 OK
                            [last_Via:]
                            [last_From:]
                            [last_To:];tag=[call_number]
                            [last_Call-ID:]
                            [last_CSeq:]
                            Content-Length: 0

                          ]]></send>
                        </scenario>
                        """);
                StatusSet success = StatusSet.parse("200-299").orElseThrow();
                CheckMethod right = new CheckMethod.Sip(tcp, null, success);
                server.start(
                        right,
                        "sipp",
                        "-sf",
                        scenario.toString(),
                        "-i",
                        server.address,
                        "-p",
                        "5060",
                        "-t",
                        tcp ? "t1" : "u1",
                        "-nostdin");
                prove(
                        server,
                        right,
                        "L7OK status 200",
                        new CheckMethod.Sip(tcp, null, StatusSet.parse("404").orElseThrow()),
                        "L7STS status 200 OK");
            }
        }
    }
}
