package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login of PostgreSQL's protocol, version 3.0, up to "ready for query", and a Terminate. */
final class PostgreSqlTalk {
    private static final int VERSION_3 = 3 << 16;
    private static final int LARGEST = 64 << 10;
    private static final int MOST_MESSAGES = 200;
    private static final byte[] TERMINATE = {'X', 0, 0, 0, 4};

    private final CheckMethod.Database check;
    private @Nullable Scram scram;

    PostgreSqlTalk(CheckMethod.Database check) {
        this.check = check;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        talk.await("answer to the login").send(startup());
        for (int count = 0; count < MOST_MESSAGES; count++) {
            int type = talk.octet();
            ByteBuffer body = body(talk);
            switch (type) {
                case 'R' -> {
                    if (authenticate(talk, body)) {
                        talk.leave(TERMINATE);
                        return Talk.passed("asks for a password");
                    }
                }
                case 'E' -> throw refused(body);
                case 'Z' -> {
                    talk.leave(TERMINATE);
                    return Talk.passed("");
                }
                case 'S', 'K', 'N' -> {
                    // Parameters, the key for cancelling and notices are no concern of a check.
                }
                default -> throw malformed();
            }
        }
        throw malformed();
    }

    private byte[] startup() {
        String database = check.database();
        ByteArrayOutputStream words = new ByteArrayOutputStream(64);
        List<String> pairs = List.of(
                "user",
                check.username(),
                "database",
                database == null ? check.username() : database,
                "application_name",
                "weir");
        pairs.forEach(word -> string(words, word));
        words.write(0);
        ByteBuffer message = ByteBuffer.allocate(8 + words.size());
        message.putInt(8 + words.size()).putInt(VERSION_3).put(words.toByteArray());
        return message.array();
    }

    private static ByteBuffer body(Talk talk) throws Unhealthy {
        int length = ByteBuffer.wrap(talk.octets(4)).getInt();
        if (length < 4 || length > LARGEST) {
            throw malformed();
        }
        return ByteBuffer.wrap(talk.octets(length - 4));
    }

    /** True when the server asks for a password that the check does not have: it lives. */
    private boolean authenticate(Talk talk, ByteBuffer body) throws Unhealthy {
        if (body.remaining() < 4) {
            throw malformed();
        }
        int method = body.getInt();
        if (method == 0) {
            return false;
        }
        Secret password = check.password();
        if (password == null) {
            return true;
        }
        switch (method) {
            case 3 -> send(talk, cString(password.value()));
            case 5 -> send(talk, cString(md5(password.value(), body)));
            case 10 -> {
                if (!strings(body).contains("SCRAM-SHA-256")) {
                    throw unknown("SASL without SCRAM-SHA-256");
                }
                scram = new Scram(password.value(), talk.deadline());
                byte[] first = scram.first().getBytes(StandardCharsets.UTF_8);
                ByteBuffer message = ByteBuffer.allocate(14 + 4 + first.length);
                message.put("SCRAM-SHA-256\0".getBytes(StandardCharsets.US_ASCII));
                message.putInt(first.length).put(first);
                send(talk, message.array());
            }
            case 11 -> send(talk, running().answer(text(body)).getBytes(StandardCharsets.UTF_8));
            case 12 -> running().verify(text(body));
            default -> throw unknown("method " + method);
        }
        return false;
    }

    private Scram running() throws Unhealthy {
        Scram running = scram;
        if (running == null) {
            throw malformed();
        }
        return running;
    }

    private static Unhealthy unknown(String what) {
        return new Unhealthy(
                "L7RSP", "the server wants a login by " + what + "; this check has password, md5 and SCRAM-SHA-256");
    }

    private static void send(Talk talk, byte[] body) throws Unhealthy {
        ByteBuffer message = ByteBuffer.allocate(5 + body.length);
        message.put((byte) 'p').putInt(4 + body.length).put(body);
        talk.send(message.array());
    }

    private String md5(String password, ByteBuffer salt) throws Unhealthy {
        byte[] four = new byte[4];
        if (salt.remaining() < 4) {
            throw malformed();
        }
        salt.get(four);
        byte[] inner = hexMd5((password + check.username()).getBytes(StandardCharsets.UTF_8));
        byte[] outer =
                ByteBuffer.allocate(inner.length + 4).put(inner).put(four).array();
        return "md5" + new String(hexMd5(outer), StandardCharsets.US_ASCII);
    }

    private static byte[] hexMd5(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(bytes);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static byte[] cString(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        string(out, text);
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }

    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> strings(ByteBuffer body) {
        return List.of(text(body).split("\0", -1));
    }

    /** Fields of one byte and a string: C is the code, M the words. */
    private static Unhealthy refused(ByteBuffer body) {
        String code = "";
        String words = "";
        for (String field : strings(body)) {
            if (field.startsWith("C")) {
                code = field.substring(1);
            } else if (field.startsWith("M")) {
                words = field.substring(1);
            }
        }
        return new Unhealthy("L7STS", Shown.of(code + " " + words));
    }

    private static Unhealthy malformed() {
        return new Unhealthy("L7RSP", "not an answer of PostgreSQL");
    }
}
