package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.service.CheckMethod;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A simple bind and an unbind of LDAP version 3 (RFC 4511), in the encoding BER. */
final class LdapTalk {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int ENUMERATED = 0x0a;
    private static final int SEQUENCE = 0x30;
    private static final int BIND_REQUEST = 0x60;
    private static final int BIND_RESPONSE = 0x61;
    private static final int UNBIND_REQUEST = 0x42;
    private static final int SIMPLE = 0x80;
    private static final int LARGEST = 64 << 10;

    private final CheckMethod.Ldap check;

    LdapTalk(CheckMethod.Ldap check) {
        this.check = check;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        CheckMethod.Login login = check.login();
        String name = login == null ? "" : login.username();
        String password = login == null ? "" : login.password().value();
        talk.await("answer to the bind")
                .send(message(
                        1,
                        element(
                                BIND_REQUEST,
                                element(INTEGER, new byte[] {3}),
                                element(OCTETS, name.getBytes(StandardCharsets.UTF_8)),
                                element(SIMPLE, password.getBytes(StandardCharsets.UTF_8)))));
        result(talk);
        talk.leave(message(2, element(UNBIND_REQUEST)));
        return Talk.passed("");
    }

    private static void result(Talk talk) throws Unhealthy {
        if (talk.octet() != SEQUENCE) {
            throw malformed();
        }
        Ber answer = new Ber(talk.octets(length(talk)));
        answer.element(INTEGER);
        Ber response = new Ber(answer.element(BIND_RESPONSE));
        byte[] code = response.element(ENUMERATED);
        response.element(OCTETS);
        String words = Shown.of(response.element(OCTETS));
        if (code.length != 1) {
            throw malformed();
        }
        if (code[0] != 0) {
            talk.leave(message(2, element(UNBIND_REQUEST)));
            throw new Unhealthy(
                    "L7STS", "bind: result " + code[0] + " " + name(code[0]) + (words.isEmpty() ? "" : ", " + words));
        }
    }

    /** The names of RFC 4511, section 4.1.9, that a bind meets. */
    private static String name(int code) {
        return switch (code) {
            case 1 -> "operationsError";
            case 2 -> "protocolError";
            case 7 -> "authMethodNotSupported";
            case 8 -> "strongerAuthRequired";
            case 10 -> "referral";
            case 13 -> "confidentialityRequired";
            case 32 -> "noSuchObject";
            case 34 -> "invalidDNSyntax";
            case 48 -> "inappropriateAuthentication";
            case 49 -> "invalidCredentials";
            case 50 -> "insufficientAccessRights";
            case 51 -> "busy";
            case 52 -> "unavailable";
            case 53 -> "unwillingToPerform";
            case 80 -> "other";
            default -> "";
        };
    }

    private static int length(Talk talk) throws Unhealthy {
        int first = talk.octet();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 4) {
            throw malformed();
        }
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | talk.octet();
        }
        if (length > LARGEST) {
            throw malformed();
        }
        return (int) length;
    }

    private static Unhealthy malformed() {
        return new Unhealthy("L7RSP", "not an answer of LDAP");
    }

    private static byte[] message(int id, byte[] operation) {
        return element(SEQUENCE, element(INTEGER, new byte[] {(byte) id}), operation);
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    /** Elements one after the other, each within the bytes that are there. */
    private static final class Ber {
        private final byte[] bytes;
        private int at;

        Ber(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The content of the next element, which has this tag. */
        byte[] element(int tag) throws Unhealthy {
            if (at + 2 > bytes.length || (bytes[at] & 0xff) != tag) {
                throw malformed();
            }
            int length = bytes[at + 1] & 0xff;
            at += 2;
            if (length >= 0x80) {
                int count = length & 0x7f;
                if (count == 0 || count > 3 || at + count > bytes.length) {
                    throw malformed();
                }
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = length << 8 | (bytes[at++] & 0xff);
                }
            }
            if (length > bytes.length - at) {
                throw malformed();
            }
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }
    }
}
