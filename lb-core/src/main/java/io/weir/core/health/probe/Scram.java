package io.weir.core.health.probe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. */
final class Scram {
    private static final Pattern CHALLENGE =
            Pattern.compile("r=([!-+\\--~]+),s=([A-Za-z0-9+/=]+),i=([0-9]{1,7})(,.*)?");

    /** PostgreSQL's default is 4096; a server must not make a check compute for ever. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private final String password;
    private final Deadline deadline;
    private final String user;
    private final String nonce;
    private byte[] serverSignature = {};

    /** Without a name, since PostgreSQL takes it from its own start message. */
    Scram(String password, Deadline deadline) {
        this(password, deadline, "", randomNonce());
    }

    /** For tests: with the name and nonce of an example. */
    Scram(String password, Deadline deadline, String user, String nonce) {
        this.password = password;
        this.deadline = deadline;
        this.user = user;
        this.nonce = nonce;
    }

    private static String randomNonce() {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    /** The first message. */
    String first() {
        return "n,," + bare();
    }

    private String bare() {
        return "n=" + user + ",r=" + nonce;
    }

    /** The answer to the server's first message. */
    String answer(String challenge) throws Unhealthy {
        Matcher parts = CHALLENGE.matcher(challenge);
        if (!parts.matches()
                || !parts.group(1).startsWith(nonce)
                || parts.group(1).equals(nonce)) {
            throw new Unhealthy("L7RSP", "not a challenge of SCRAM");
        }
        int iterations = Integer.parseInt(parts.group(3));
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new Unhealthy("L7RSP", "the server wants " + iterations + " iterations of SCRAM");
        }
        try {
            byte[] salted = salted(Base64.getDecoder().decode(parts.group(2)), iterations);
            String withoutProof = "c=biws,r=" + parts.group(1);
            byte[] all = (bare() + "," + challenge + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
            byte[] clientKey = mac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] proof = mac(stored, all);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            serverSignature = mac(mac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)), all);
            return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unhealthy("L7RSP", "not a challenge of SCRAM");
        }
    }

    /** Whether the server knows the password too. */
    void verify(String last) throws Unhealthy {
        String wanted = "v=" + Base64.getEncoder().encodeToString(serverSignature);
        if (serverSignature.length == 0 || !last.equals(wanted)) {
            throw new Unhealthy("L7RSP", "the server does not prove that it knows the password");
        }
    }

    /** Hi of RFC 5802, which is PBKDF2 with one block. */
    @SuppressWarnings("ThreadPriorityCheck") // Virtual threads are never interrupted by the scheduler.
    private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException, Unhealthy {
        Mac mac = Mac.getInstance("HmacSHA256");
        // An empty key is none to the JDK; HMAC fills keys with zeros, so that one zero is the same.
        byte[] key = password.isEmpty() ? new byte[1] : password.getBytes(StandardCharsets.UTF_8);
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(salt);
        mac.update(new byte[] {0, 0, 0, 1});
        byte[] last = mac.doFinal();
        byte[] result = last.clone();
        for (int i = 1; i < iterations; i++) {
            last = mac.doFinal(last);
            for (int j = 0; j < result.length; j++) {
                result[j] ^= last[j];
            }
            if (i % 1024 == 0) {
                if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                    throw new Unhealthy("L7TOUT", "no login in " + deadline.whole());
                }
                // Other checks must not be late because this server asks for much.
                Thread.yield();
            }
        }
        return result;
    }

    private static byte[] mac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }
}
