package io.weir.appliance.acceptance.health;

import static io.weir.appliance.acceptance.health.Verdicts.login;
import static io.weir.appliance.acceptance.health.Verdicts.prove;

import io.weir.appliance.lab.RootTests;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Postfix and Dovecot as Debian has them. */
@Tag("root")
@Tag("long")
class MailServersTest {
    @Test
    void postfix() {
        RootTests.requirePrograms("postfix");
        try (ServerProgram server = new ServerProgram(1, 2525)) {
            Path folder = server.folder;
            server.write("main.cf", """
                    compatibility_level = 3.6
                    queue_directory = %1$s/queue
                    data_directory = %1$s/data
                    maillog_file = %1$s/maillog
                    maillog_file_prefixes = %1$s
                    multi_instance_name = postfix-health
                    myhostname = mx.example
                    mydestination =
                    mynetworks = 127.0.0.0/8
                    inet_protocols = ipv4
                    alias_maps =
                    """.formatted(folder));
            server.write("master.cf", """
                    %1$s:2525 inet n - n - - smtpd
                    rewrite unix - - n - - trivial-rewrite
                    anvil unix - - n - 1 anvil
                    proxymap unix - - n - - proxymap
                    postlog unix-dgram n - n - 1 postlogd
                    """.formatted(server.address));
            server.run("mkdir", folder + "/queue", folder + "/data");
            server.run("chown", "postfix", folder + "/data");
            CheckMethod right = new CheckMethod.Mail(HealthCheck.Type.SMTP, null, "lb.example", null);
            server.run("postfix", "-c", folder.toString(), "check");
            server.start(right, "/usr/lib/postfix/sbin/master", "-c", folder.toString(), "-d");
            prove(
                    server,
                    right,
                    "L7OK",
                    new CheckMethod.Mail(HealthCheck.Type.SMTP, null, "lb.example", login("weir", "wrong")),
                    "L7STS 503 .*");
        }
    }

    @Test
    void dovecotByImapAndPop3() {
        RootTests.requirePrograms("dovecot");
        for (HealthCheck.Type type : new HealthCheck.Type[] {HealthCheck.Type.IMAP, HealthCheck.Type.POP3}) {
            try (ServerProgram server = new ServerProgram(type == HealthCheck.Type.IMAP ? 2 : 3, 1430)) {
                boolean imap = type == HealthCheck.Type.IMAP;
                Path configuration = server.write(
                        "dovecot.conf", """
                        base_dir = %1$s/run
                        state_dir = %1$s/state
                        log_path = %1$s/log
                        protocols = %3$s
                        listen = %2$s
                        ssl = no
                        disable_plaintext_auth = no
                        default_login_user = nobody
                        default_internal_user = nobody
                        default_internal_group = nogroup
                        auth_failure_delay = 0
                        mail_location = maildir:%1$s/mail
                        first_valid_uid = 0
                        passdb {
                          driver = static
                          args = password=sesame
                        }
                        userdb {
                          driver = static
                          args = uid=65534 gid=65534 home=%1$s/mail
                        }
                        service %3$s-login {
                          inet_listener %3$s {
                            address = %2$s
                            port = 1430
                          }
                          inet_listener %3$ss {
                            port = 0
                          }
                        }
                        """.formatted(server.folder, server.address, imap ? "imap" : "pop3"));
                server.run("mkdir", server.folder + "/mail");
                server.run("chown", "nobody", server.folder + "/mail");
                CheckMethod right = new CheckMethod.Mail(type, null, "", login("weir", "sesame"));
                server.start(right, "dovecot", "-F", "-c", configuration.toString());
                prove(
                        server,
                        right,
                        "L7OK",
                        new CheckMethod.Mail(type, null, "", login("weir", "wrong")),
                        imap ? "L7STS NO .*" : "L7STS ERR .*");
            }
        }
    }
}
