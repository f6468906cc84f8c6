package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckTarget;
import io.weir.core.service.CheckMethod;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An Access-Request (RFC 2865), or a Status-Server (RFC 5997) without a login, both signed by a Message-Authenticator
 * (RFC 3579).
 */
final class RadiusTalk {
    private static final int ACCESS_REQUEST = 1;
    private static final int ACCESS_ACCEPT = 2;
    private static final int ACCESS_REJECT = 3;
    private static final int ACCOUNTING_RESPONSE = 5;
    private static final int ACCESS_CHALLENGE = 11;
    private static final int STATUS_SERVER = 12;
    private static final int USER_NAME = 1;
    private static final int USER_PASSWORD = 2;
    private static final int NAS_IDENTIFIER = 32;
    private static final int MESSAGE_AUTHENTICATOR = 80;
    private static final int HEADER = 20;
    private static final int BLOCK = 16;

    private final CheckMethod.Radius check;
    private final byte[] secret;
    private final byte[] authenticator = new byte[16];
    private final byte[] request;

    RadiusTalk(CheckMethod.Radius check) {
        this.check = check;
        this.secret = check.secret().value().getBytes(StandardCharsets.UTF_8);
        SecureRandom random = new SecureRandom();
        random.nextBytes(authenticator);
        this.request = request(random.nextInt(256));
    }

    CheckReason ask(CheckTarget target, Deadline deadline) throws Unhealthy {
        Datagrams.Question<CheckReason> question = new Datagrams.Question<>() {
            @Override
            public byte[] datagram(InetSocketAddress local) {
                return request;
            }

            @Override
            public @Nullable CheckReason answer(byte[] datagram) throws Unhealthy {
                return judge(datagram);
            }
        };
        return Datagrams.ask(
                target, deadline, question, "; a server does not answer clients it does not know or a wrong secret");
    }

    private byte[] request(int id) {
        CheckMethod.Login login = check.login();
        ByteArrayOutputStream attributes = new ByteArrayOutputStream(96);
        // First, where servers that guard against forged answers want it.
        attribute(attributes, MESSAGE_AUTHENTICATOR, new byte[16]);
        if (login != null) {
            attribute(attributes, USER_NAME, login.username().getBytes(StandardCharsets.UTF_8));
            attribute(attributes, USER_PASSWORD, hidden(login.password().value()));
        }
        attribute(attributes, NAS_IDENTIFIER, "weir".getBytes(StandardCharsets.US_ASCII));
        int length = HEADER + attributes.size();
        byte[] packet = Arrays.copyOf(
                new byte[] {
                    (byte) (login == null ? STATUS_SERVER : ACCESS_REQUEST),
                    (byte) id,
                    (byte) (length >> 8),
                    (byte) length
                },
                length);
        System.arraycopy(authenticator, 0, packet, 4, 16);
        System.arraycopy(attributes.toByteArray(), 0, packet, HEADER, attributes.size());
        System.arraycopy(signature(packet), 0, packet, HEADER + 2, 16);
        return packet;
    }

    private static void attribute(ByteArrayOutputStream out, int type, byte[] value) {
        out.write(type);
        out.write(2 + value.length);
        out.writeBytes(value);
    }

    /** Section 5.2 of RFC 2865: each block under a digest of the secret and the block before. */
    private byte[] hidden(String password) {
        byte[] clear = password.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(clear, Math.max(BLOCK, (clear.length + BLOCK - 1) / BLOCK * BLOCK));
        byte[] before = authenticator;
        for (int block = 0; block < padded.length; block += BLOCK) {
            byte[] mask = md5(secret, before);
            for (int i = 0; i < BLOCK; i++) {
                padded[block + i] ^= mask[i];
            }
            before = Arrays.copyOfRange(padded, block, block + BLOCK);
        }
        return padded;
    }

    private byte[] signature(byte[] packet) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret, "HmacMD5"));
            return mac.doFinal(packet);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacMD5", e);
        }
    }

    private static byte[] md5(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** Null for what answers something else. */
    @Nullable CheckReason judge(byte[] answer) throws Unhealthy {
        if (answer.length < HEADER || answer[1] != request[1]) {
            return null;
        }
        int length = (answer[2] & 0xff) << 8 | (answer[3] & 0xff);
        if (length < HEADER || length > answer.length) {
            throw new Unhealthy("L7RSP", "not an answer of RADIUS");
        }
        byte[] signed = Arrays.copyOf(answer, length);
        byte[] theirs = Arrays.copyOfRange(signed, 4, HEADER);
        System.arraycopy(authenticator, 0, signed, 4, 16);
        if (!MessageDigest.isEqual(theirs, md5(signed, secret))) {
            throw new Unhealthy("L7RSP", "the answer is not signed with the secret");
        }
        return switch (answer[0]) {
            case ACCESS_ACCEPT -> Talk.passed("Access-Accept");
            case ACCESS_CHALLENGE -> Talk.passed("Access-Challenge");
            case ACCOUNTING_RESPONSE -> Talk.passed("Accounting-Response");
            case ACCESS_REJECT -> throw new Unhealthy("L7STS", "Access-Reject");
            default -> throw new Unhealthy("L7RSP", "an answer of RADIUS with code " + (answer[0] & 0xff));
        };
    }
}
