package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A login of MySQL's protocol, version 10, a COM_PING and a COM_QUIT. It is a whole login, since servers count clients
 * that leave before it and block their address in the end.
 */
final class MySqlTalk {
    private static final int LONG_PASSWORD = 0x1;
    private static final int CONNECT_WITH_DB = 0x8;
    private static final int PROTOCOL_41 = 0x200;
    private static final int SECURE_CONNECTION = 0x8000;
    private static final int PLUGIN_AUTH = 0x80000;
    private static final int UTF8 = 33;
    private static final int LARGEST = 64 << 10;
    private static final int MOST_STEPS = 8;
    private static final int COM_QUIT = 1;
    private static final int COM_PING = 14;
    private static final int OK = 0x00;
    private static final int MORE = 0x01;
    private static final int SWITCH = 0xfe;
    private static final int ERROR = 0xff;
    private static final String NATIVE = "mysql_native_password";
    private static final String SHA2 = "caching_sha2_password";

    private final CheckMethod.Database check;
    private int sequence;

    MySqlTalk(CheckMethod.Database check) {
        this.check = check;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        byte[] greeting = packet(talk.await("greeting"));
        if (type(greeting) == ERROR) {
            throw refused(greeting, false);
        }
        byte[] salt = salt(greeting);
        String plugin = plugin(greeting);
        String method = plugin.equals(SHA2) ? SHA2 : NATIVE;
        talk.await("answer to the login");
        send(talk, login(method, scramble(method, salt)));
        finish(talk, method, salt);
        sequence = 0;
        talk.await("answer to COM_PING");
        send(talk, new byte[] {COM_PING});
        byte[] answer = packet(talk);
        if (type(answer) == ERROR) {
            throw refused(answer, true);
        }
        talk.leave(new byte[] {1, 0, 0, 0, COM_QUIT});
        return Talk.passed("");
    }

    private void finish(Talk talk, String first, byte[] firstSalt) throws Unhealthy {
        String method = first;
        byte[] salt = firstSalt;
        for (int step = 0; step < MOST_STEPS; step++) {
            byte[] answer = packet(talk);
            switch (type(answer)) {
                case OK -> {
                    return;
                }
                case ERROR -> throw refused(answer, true);
                case SWITCH -> {
                    int end = zero(answer, 1);
                    method = text(answer, 1, end);
                    salt = trimmed(Arrays.copyOfRange(answer, Math.min(end + 1, answer.length), answer.length));
                    send(talk, scramble(method, salt));
                }
                case MORE -> more(talk, answer, salt);
                default -> throw malformed();
            }
        }
        throw malformed();
    }

    /** caching_sha2_password: 3 says that the scramble was right, 4 asks for the password, encrypted by the key. */
    private void more(Talk talk, byte[] answer, byte[] salt) throws Unhealthy {
        if (answer.length == 2 && answer[1] == 3) {
            return;
        }
        if (answer.length == 2 && answer[1] == 4) {
            send(talk, new byte[] {2});
            byte[] key = packet(talk);
            if (type(key) == ERROR) {
                throw refused(key, true);
            }
            if (type(key) != MORE) {
                throw malformed();
            }
            send(talk, MySqlPassword.encrypted(password(), salt, text(key, 1, key.length)));
            return;
        }
        throw malformed();
    }

    private String password() {
        Secret password = check.password();
        return password == null ? "" : password.value();
    }

    private byte[] scramble(String method, byte[] salt) throws Unhealthy {
        return switch (method) {
            case NATIVE -> MySqlPassword.nativeScramble(password(), salt);
            case SHA2 -> MySqlPassword.sha2Scramble(password(), salt);
            default ->
                throw new Unhealthy(
                        "L7RSP",
                        "the server wants " + Shown.of(method) + " for this user; give it one with " + NATIVE + " or "
                                + SHA2);
        };
    }

    private byte[] login(String method, byte[] scramble) {
        String database = check.database();
        int flags = LONG_PASSWORD | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH;
        ByteArrayOutputStream out = new ByteArrayOutputStream(96);
        little(out, database == null ? flags : flags | CONNECT_WITH_DB, 4);
        little(out, 1 << 24, 4);
        out.write(UTF8);
        out.writeBytes(new byte[23]);
        string(out, check.username());
        out.write(scramble.length);
        out.writeBytes(scramble);
        if (database != null) {
            string(out, database);
        }
        string(out, method);
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }

    private static void little(ByteArrayOutputStream out, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(value >>> (8 * i));
        }
    }

    private byte[] packet(Talk talk) throws Unhealthy {
        int length = talk.octet() | talk.octet() << 8 | talk.octet() << 16;
        sequence = talk.octet() + 1;
        if (length == 0 || length > LARGEST) {
            throw malformed();
        }
        return talk.octets(length);
    }

    private void send(Talk talk, byte[] payload) throws Unhealthy {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 4);
        little(out, payload.length, 3);
        out.write(sequence);
        out.writeBytes(payload);
        talk.send(out.toByteArray());
    }

    private static int type(byte[] packet) {
        return packet[0] & 0xff;
    }

    /** The 20 bytes in two parts: 8 after the version and the thread's number, 12 after 19 others. */
    private static byte[] salt(byte[] greeting) throws Unhealthy {
        int version = zero(greeting, 1);
        int second = version + 1 + 4 + 8 + 1 + 18;
        if (type(greeting) != 10 || second + 12 > greeting.length) {
            throw new Unhealthy("L7RSP", "not a greeting of MySQL");
        }
        byte[] salt = new byte[20];
        System.arraycopy(greeting, version + 5, salt, 0, 8);
        System.arraycopy(greeting, second, salt, 8, 12);
        return salt;
    }

    private static String plugin(byte[] greeting) {
        int start = zero(greeting, 1) + 1 + 4 + 8 + 1 + 18 + 13;
        return start >= greeting.length ? "" : text(greeting, start, zero(greeting, start));
    }

    private static byte[] trimmed(byte[] salt) {
        boolean ended = salt.length > 0 && salt[salt.length - 1] == 0;
        return ended ? Arrays.copyOf(salt, salt.length - 1) : salt;
    }

    private static int zero(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int from, int to) {
        return from >= to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static Unhealthy malformed() {
        return new Unhealthy("L7RSP", "not an answer of MySQL");
    }

    private static Unhealthy refused(byte[] error, boolean withState) {
        if (error.length < 3) {
            return malformed();
        }
        int code = (error[1] & 0xff) | (error[2] & 0xff) << 8;
        int words = withState && error.length >= 9 && error[3] == '#' ? 9 : 3;
        return new Unhealthy("L7STS", "error " + code + " " + Shown.of(text(error, words, error.length)));
    }
}
