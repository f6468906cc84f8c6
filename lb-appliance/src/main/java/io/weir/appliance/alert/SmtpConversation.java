package io.weir.appliance.alert;

import io.weir.core.service.Alerts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One mail handed to a mail server, by RFC 5321, with STARTTLS (RFC 3207) and AUTH PLAIN or LOGIN (RFC 4954). */
final class SmtpConversation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.alerts");
    private static final int CONNECT_MILLIS = 10_000;
    /** The least that RFC 5321 asks of clients is minutes; an alert is worth a try again rather than such a wait. */
    private static final int REPLY_MILLIS = 30_000;
    /** For all of it, since a server could say a little each time, or take nothing. */
    private static final Duration WHOLE = Duration.ofMinutes(2);
    /** RFC 5321 has 512 bytes; some talk more. */
    private static final int LONGEST_LINE = 4096;

    private static final int MOST_LINES = 100;

    private final Alerts.Smtp settings;
    private final SSLSocketFactory tls;
    /** The connection itself, under any encryption: closing that does not wait for what cannot be written. */
    private final Socket wire = new Socket();

    private Socket socket = wire;
    private InputStream in;
    private OutputStream out;

    private SmtpConversation(Alerts.Smtp settings, SSLSocketFactory tls) throws IOException {
        this.settings = settings;
        this.tls = tls;
        try {
            socket.connect(new InetSocketAddress(address(settings.host()), settings.port()), CONNECT_MILLIS);
            socket.setSoTimeout(REPLY_MILLIS);
            if (settings.encryption() == Alerts.Encryption.TLS) {
                socket = encrypted(socket);
            }
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Hands over one mail. Blocks for as long as the server lets it, some minutes at most.
     *
     * @param mail with its head, lines that end in CRLF and no dots doubled
     * @throws IOException with words for the operator; {@link SmtpException} when the server refused
     */
    static void send(Alerts.Smtp settings, SSLSocketFactory tls, String mail) throws IOException {
        try (SmtpConversation conversation = new SmtpConversation(settings, tls)) {
            Thread limit = Thread.ofVirtual().start(conversation::endInTime);
            try {
                conversation.hand(mail);
            } finally {
                limit.interrupt();
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer in time", e);
        }
    }

    private void endInTime() {
        try {
            Thread.sleep(WHOLE);
            LOG.log(System.Logger.Level.WARNING, "the mail server took longer than " + WHOLE.toSeconds() + " s");
            wire.close();
        } catch (InterruptedException | IOException _) {
            // It ended before.
        }
    }

    /**
     * The address of the mail server, looked up on a thread of its own: the system's look-up cannot be broken off, and it
     * would hold a carrier of all virtual threads, so that health checks came late when names do not resolve.
     */
    private static InetAddress address(String host) throws IOException {
        FutureTask<InetAddress> lookUp = new FutureTask<>(() -> InetAddress.getByName(host));
        Thread.ofPlatform().name("weir-alerts-name").daemon().start(lookUp);
        try {
            return lookUp.get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the mail server's name " + host + " is not known to the system's resolver", e);
        } catch (TimeoutException e) {
            throw new IOException("the system's resolver does not answer for the mail server's name " + host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void hand(String mail) throws IOException {
        expect("the greeting", 220);
        List<String> abilities = hello();
        if (settings.encryption() == Alerts.Encryption.STARTTLS) {
            if (!abilities.contains("STARTTLS")) {
                throw new SmtpException("the mail server does not offer STARTTLS", true);
            }
            command("STARTTLS", "STARTTLS", 220);
            socket = encrypted(socket);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            abilities = hello();
        }
        if (settings.username() != null) {
            login(abilities);
        }
        command("MAIL FROM", "MAIL FROM:<" + settings.from() + ">", 250);
        receivers();
        command("DATA", "DATA", 354);
        // A line that begins with a dot would end the mail.
        write(mail.replace("\r\n.", "\r\n..") + "\r\n.\r\n");
        expect("the mail", 250);
        write("QUIT\r\n");
    }

    /** One who is gone must not keep the others from hearing. */
    private void receivers() throws IOException {
        List<SmtpException> refused = new ArrayList<>();
        for (String receiver : settings.to()) {
            try {
                command("RCPT TO " + receiver, "RCPT TO:<" + receiver + ">", 250, 251);
            } catch (SmtpException e) {
                refused.add(e);
            }
        }
        if (refused.size() == settings.to().size()) {
            // Later, if that may help any of them.
            throw refused.stream().filter(each -> !each.permanent()).findFirst().orElse(refused.getFirst());
        }
        refused.forEach(each -> LOG.log(
                System.Logger.Level.WARNING, "an alert mail does not reach all receivers: " + each.getMessage()));
    }

    private List<String> hello() throws IOException {
        return command("EHLO", "EHLO " + ownName(), 250).stream()
                .map(line -> line.toUpperCase(Locale.ROOT))
                .toList();
    }

    /** An address literal, which every server takes. */
    private String ownName() {
        String address = socket.getLocalAddress().getHostAddress();
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        return plain.contains(":") ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    private void login(List<String> abilities) throws IOException {
        String user = String.valueOf(settings.username());
        String password = password();
        String offered = abilities.stream()
                .filter(line -> line.startsWith("AUTH "))
                .findFirst()
                .orElse("");
        if (offered.contains(" PLAIN")) {
            command("AUTH PLAIN", "AUTH PLAIN " + base64("\0" + user + "\0" + password), 235);
        } else if (offered.contains(" LOGIN")) {
            command("AUTH LOGIN", "AUTH LOGIN", 334);
            command("the user name", base64(user), 334);
            command("the password", base64(password), 235);
        } else {
            throw new SmtpException("the mail server offers no login by PLAIN or LOGIN", true);
        }
    }

    private String password() throws IOException {
        if (settings.passwordFile() == null) {
            return "";
        }
        try (var lines = Files.lines(settings.passwordFile())) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new IOException("the password file " + settings.passwordFile() + " cannot be read", e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> command(String what, String line, int... wanted) throws IOException {
        write(line + "\r\n");
        return expect(what, wanted);
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The texts of the reply's lines. */
    private List<String> expect(String what, int... wanted) throws IOException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < MOST_LINES) {
            String line = line();
            if (!line.matches("(?s)[2-5][0-9]{2}([ -].*)?")) {
                throw new IOException("what answers does not speak SMTP");
            }
            texts.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                int code = Integer.parseInt(line.substring(0, 3));
                for (int good : wanted) {
                    if (code == good) {
                        return texts;
                    }
                }
                throw new SmtpException("the mail server refused " + what + ": " + shown(line), code >= 500);
            }
        }
        throw new IOException("the mail server's reply has no end");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the mail server closed the connection");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the mail server's reply has a line without end");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    private static String shown(String line) {
        String shown = line.replaceAll("[^ -~]", "?");
        return shown.length() > 200 ? shown.substring(0, 200) + "..." : shown;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
