package io.weir.core.health.probe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;

/** How the two usual plugins of MySQL prove a password. */
final class MySqlPassword {
    private MySqlPassword() {}

    /** SHA1(password) XOR SHA1(salt, SHA1(SHA1(password))); nothing for an empty password. */
    static byte[] nativeScramble(String password, byte[] salt) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] once = digest("SHA-1", password.getBytes(StandardCharsets.UTF_8));
        return xor(once, digest("SHA-1", salt, digest("SHA-1", once)));
    }

    /** SHA256(password) XOR SHA256(SHA256(SHA256(password)), salt); nothing for an empty password. */
    static byte[] sha2Scramble(String password, byte[] salt) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] once = digest("SHA-256", password.getBytes(StandardCharsets.UTF_8));
        return xor(once, digest("SHA-256", digest("SHA-256", once), salt));
    }

    /** The password XOR salt under the server's RSA key with OAEP. */
    static byte[] encrypted(String password, byte[] salt, String pem) throws Unhealthy {
        byte[] clear = Arrays.copyOf(
                password.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8).length + 1);
        for (int i = 0; i < clear.length && salt.length > 0; i++) {
            clear[i] ^= salt[i % salt.length];
        }
        try {
            String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unhealthy(
                    "L7RSP", "the key of the server cannot be used: " + Shown.of(String.valueOf(e.getMessage())));
        }
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static byte[] xor(byte[] a, byte[] b) {
        byte[] result = new byte[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = (byte) (a[i] ^ b[i]);
        }
        return result;
    }
}
