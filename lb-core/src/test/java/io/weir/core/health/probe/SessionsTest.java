package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.weir.core.service.CheckMethod;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Octets;
import io.weir.core.service.Secret;
import io.weir.core.service.TextPattern;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Protocols of lines and small messages: what is said, what is heard, how it ends. */
class SessionsTest {
    private static final CheckMethod.Login LOGIN = new CheckMethod.Login("weir", new Secret("se\"same"));
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void smtp() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            // In UTF-8 a letter of Sweden, whose second byte ends a line for Java.
            heard.add(line.say("220-mx.example \u00c3\u0085\r\n220 ready\r\n").hear());
            heard.add(line.say("250-mx.example\r\n250 SIZE\r\n").hear());
            line.say("235 ok\r\n");
        })) {
            CheckMethod check = new CheckMethod.Mail(HealthCheck.Type.SMTP, null, "lb.example", LOGIN);
            assertThat(peer.check(check).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("QUIT\r\n");
        }
        assertThat(heard).containsExactly("EHLO lb.example", "AUTH PLAIN AHdlaXIAc2Uic2FtZQ==");
    }

    @Test
    void imap() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            heard.add(line.say("* OK ready\r\n").hear());
            line.say("* CAPABILITY IMAP4rev1\r\na1 OK logged in\r\n");
        })) {
            assertThat(peer.check(new CheckMethod.Mail(HealthCheck.Type.IMAP, null, "", LOGIN))
                            .reason())
                    .hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("a2 LOGOUT\r\n");
        }
        assertThat(heard).containsExactly("a1 LOGIN \"weir\" \"se\\\"same\"");
    }

    @Test
    void pop3() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            heard.add(line.say("+OK\r\n").hear());
            heard.add(line.say("+OK\r\n").hear());
            line.say("+OK\r\n");
        })) {
            assertThat(peer.check(new CheckMethod.Mail(HealthCheck.Type.POP3, null, "", LOGIN))
                            .reason())
                    .hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("QUIT\r\n");
        }
        assertThat(heard).containsExactly("USER weir", "PASS se\"same");
    }

    @Test
    void redis() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            assertThat(new String(line.hear(37), StandardCharsets.US_ASCII))
                    .isEqualTo("*3\r\n$4\r\nAUTH\r\n$4\r\nweir\r\n$7\r\nse\"same\r\n");
            line.say("+OK\r\n").hear(14);
            line.say("+PONG\r\n");
        })) {
            assertThat(peer.check(new CheckMethod.Redis(null, LOGIN)).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("*1\r\n$4\r\nQUIT\r\n");
        }
    }

    @Test
    void ldap() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            assertThat(HexFormat.of().formatHex(line.hear(25)))
                    .isEqualTo("3017020101601202010304047765697280" + "07" + "7365227361" + "6d65");
            line.say(hex("300c02010161070a010004000400"));
        })) {
            assertThat(peer.check(new CheckMethod.Ldap(null, LOGIN)).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("0\u0005\u0002\u0001\u0002B\u0000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp | 421 too busy\\r\\n | L7STS 421 too busy",
                "smtp | +OK\\r\\n | L7RSP not an answer of SMTP: +OK",
                "smtp | 220 mx\\r\\n554 go away\\r\\n | L7STS 554 go away",
                "imap | * BYE overloaded\\r\\n | L7STS BYE overloaded",
                "imap | 220 mx\\r\\n | L7RSP not a greeting of IMAP: 220 mx",
                "imap | * OK\\r\\na1 NO wrong password\\r\\n | L7STS NO wrong password",
                "imap | * OK\\r\\nnonsense\\r\\n | L7RSP not an answer of IMAP: nonsense",
                "pop3 | -ERR locked\\r\\n | L7STS ERR locked",
                "pop3 | hello\\r\\n | L7RSP not an answer of POP3: hello",
                "redis | -LOADING dataset\\r\\n | L7STS LOADING dataset",
                "redis | HTTP/1.1 400\\r\\n | L7RSP not an answer of Redis: HTTP/1.1 400",
                "mysql | HTTP/1.1 400\\r\\n | L7RSP not an answer of MySQL",
                "postgresql | HTTP/1.1 400\\r\\n | L7RSP not an answer of PostgreSQL",
                "ldap | HTTP/1.1 400\\r\\n | L7RSP not an answer of LDAP",
                "send-expect | pang | L7RSP answer does not match: pang"
            })
    void wrongAnswers(String type, String answer, String reason) throws Exception {
        String bytes = answer.replace("\\r", "\r").replace("\\n", "\n");
        try (ScriptedPeer peer = new ScriptedPeer(line -> line.say(bytes))) {
            assertThat(peer.check(plain(type)).reason()).hasToString(reason);
        }
    }

    static Stream<String> types() {
        return Stream.of("smtp", "imap", "pop3", "redis", "ldap", "mysql", "postgresql", "send-expect");
    }

    @ParameterizedTest
    @MethodSource("types")
    void silentServerTimesOut(String type) throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.Line::silence)) {
            assertThat(peer.check(plain(type), SHORT).reason().toString()).matches("L7TOUT no .* in 300 ms");
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void serverThatClosesAtOnceIsNamed(String type) throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {})) {
            assertThat(peer.check(plain(type)).reason().toString())
                    .matches("L7RSP connection (closed|reset) before the .*");
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void slowDripAndFloodFail(String type) throws Exception {
        try (ScriptedPeer drip = new ScriptedPeer(line -> line.drip("0"));
                ScriptedPeer flood = new ScriptedPeer(line -> line.flood("0\u0000\u0000"))) {
            assertThat(drip.check(plain(type), SHORT).healthy()).isFalse();
            assertThat(flood.check(plain(type)).healthy()).isFalse();
        }
    }

    @Test
    void sentAndExpectedBytesAreBinary() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            assertThat(line.hear(3)).containsExactly(0, 0xff, 0x0a);
            line.say(hex("01")).say(hex("ff00"));
        })) {
            CheckMethod check = new CheckMethod.SendExpect(
                    null, Octets.of(hex("00ff0a")), new Expectation.Bytes(Octets.of(hex("01ff"))));
            assertThat(peer.check(check).reason()).hasToString("L7OK");
        }
    }

    @Test
    void serverMaySpeakFirst() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> line.say("SSH-2.0-x\r\n"))) {
            CheckMethod check = new CheckMethod.SendExpect(
                    null, Octets.of(new byte[0]), new Expectation.Text(new TextPattern(Pattern.compile("^SSH-2"))));
            assertThat(peer.check(check).reason()).hasToString("L7OK");
        }
    }

    @Test
    void failedBindIsNamed() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.hear(14);
            line.say(hex("300e02010161090a0131040004026e6f"));
        })) {
            assertThat(peer.check(plain("ldap")).reason()).hasToString("L7STS bind: result 49 invalidCredentials, no");
        }
    }

    /** A greeting of version 10 with the plugin's name, in parts as a server has them. */
    private static byte[] greeting(String plugin) {
        byte[] name = plugin.getBytes(StandardCharsets.US_ASCII);
        String body =
                "0a" + "382e3000" + "01000000" + "0102030405060708" + "00" + "ffff" + "21" + "0200" + "ffff" + "15"
                        + "00000000000000000000" + "090a0b0c0d0e0f101112131400"
                        + HexFormat.of().formatHex(name) + "00";
        byte[] bytes = hex(body);
        return concat(new byte[] {(byte) bytes.length, 0, 0, 0}, bytes);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @Test
    void mysqlLogsInPingsAndQuits() throws Exception {
        byte[] salt = hex("0102030405060708090a0b0c0d0e0f1011121314");
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.say(greeting("mysql_native_password"));
            byte[] head = line.hear(4);
            byte[] login = line.hear(head[0]);
            assertThat(head[3]).isEqualTo((byte) 1);
            byte[] scramble = MySqlPassword.nativeScramble("sesame", salt);
            assertThat(HexFormat.of().formatHex(login))
                    .contains("7765697200" + "14" + HexFormat.of().formatHex(scramble));
            line.say(hex("0700000200000002000000"));
            assertThat(line.hear(5)).containsExactly(1, 0, 0, 0, 14);
            line.say(hex("0700000100000002000000"));
        })) {
            CheckMethod check = new CheckMethod.Database(HealthCheck.Type.MYSQL, "weir", new Secret("sesame"), null);
            assertThat(peer.check(check).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("\u0001\u0000\u0000\u0000\u0001");
        }
    }

    @Test
    void mysqlSwitchesItsMethodAndSaysWhyNot() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.say(greeting("caching_sha2_password"));
            line.hear(line.hear(4)[0]);
            line.say(hex("02000002" + "0103"))
                    .say(hex("17000003" + "ff" + "1504" + "233238303030"
                            + HexFormat.of().formatHex("Access denied".getBytes(StandardCharsets.US_ASCII)) + "2e"));
        })) {
            CheckMethod check = new CheckMethod.Database(HealthCheck.Type.MYSQL, "weir", new Secret("sesame"), null);
            assertThat(peer.check(check).reason()).hasToString("L7STS error 1045 Access denied.");
        }
    }

    @Test
    void postgresqlLogsInByMd5AndTerminates() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            byte[] start = line.hear(line.hear(4)[3] - 4);
            assertThat(new String(start, StandardCharsets.US_ASCII)).contains("user\0weir\0database\0shop\0");
            line.say(hex("520000000c0000000501020304"));
            byte[] head = line.hear(5);
            assertThat(head[0]).isEqualTo((byte) 'p');
            // md5(md5("sesame" + "weir") + 01020304)
            assertThat(new String(line.hear(head[4] - 4), StandardCharsets.US_ASCII))
                    .matches("md5[0-9a-f]{32}\0");
            line.say(hex("520000000800000000" + "5a0000000549"));
        })) {
            CheckMethod check =
                    new CheckMethod.Database(HealthCheck.Type.POSTGRESQL, "weir", new Secret("sesame"), "shop");
            assertThat(peer.check(check).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("X\u0000\u0000\u0000\u0004");
        }
    }

    /** The example of RFC 7677, section 3. */
    @Test
    void scramProvesThePasswordToBothSides() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(30), System::nanoTime);
        Scram scram = new Scram("pencil", deadline, "user", "rOprNGfwEbeRWgbNEkqO");
        String challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assertThat(scram.first()).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(scram.answer(challenge))
                .isEqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        scram.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThrows(Unhealthy.class, () -> scram.verify("v=AAAA"));
        assertThrows(Unhealthy.class, () -> scram.answer(challenge.replace("4096", "9999999")));
        assertThrows(Unhealthy.class, () -> scram.answer(challenge.replace("r=rOp", "r=xxx")));
    }

    @Test
    void mysqlSendsThePasswordUnderTheServersKeyWhereItAsks() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.say(greeting("caching_sha2_password"));
            line.hear(line.hear(4)[0]);
            line.say(hex("02000002" + "0104"));
            assertThat(line.hear(5)).containsExactly(1, 0, 0, 3, 2);
            byte[] body = concat(new byte[] {1}, pem.getBytes(StandardCharsets.US_ASCII));
            line.say(concat(new byte[] {(byte) body.length, (byte) (body.length >> 8), 0, 4}, body));
            assertThat(line.hear(4)).containsExactly(0, 1, 0, 5);
            assertThat(clear(keys, line.hear(256))).isEqualTo("sesame\0");
            line.say(hex("0700000600000002000000"));
            line.hear(5);
            line.say(hex("0700000100000002000000"));
        })) {
            CheckMethod check = new CheckMethod.Database(HealthCheck.Type.MYSQL, "weir", new Secret("sesame"), null);
            assertThat(peer.check(check).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("\u0001\u0000\u0000\u0000\u0001");
        }
    }

    private static String clear(KeyPair keys, byte[] encrypted) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
            byte[] clear = cipher.doFinal(encrypted);
            for (int i = 0; i < clear.length; i++) {
                clear[i] ^= (byte) (i % 20 + 1);
            }
            return new String(clear, StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static CheckMethod plain(String type) {
        return switch (type) {
            case "smtp" -> new CheckMethod.Mail(HealthCheck.Type.SMTP, null, "localhost", null);
            case "imap" -> new CheckMethod.Mail(HealthCheck.Type.IMAP, null, "", null);
            case "pop3" -> new CheckMethod.Mail(HealthCheck.Type.POP3, null, "", null);
            case "redis" -> new CheckMethod.Redis(null, null);
            case "ldap" -> new CheckMethod.Ldap(null, null);
            case "mysql" -> new CheckMethod.Database(HealthCheck.Type.MYSQL, "weir", null, null);
            case "postgresql" -> new CheckMethod.Database(HealthCheck.Type.POSTGRESQL, "weir", null, null);
            default ->
                new CheckMethod.SendExpect(
                        null,
                        Octets.of("ping".getBytes(StandardCharsets.US_ASCII)),
                        new Expectation.Text(new TextPattern(Pattern.compile("pong"))));
        };
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
