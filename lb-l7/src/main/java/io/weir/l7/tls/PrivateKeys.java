package io.weir.l7.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys out of the forms that PEM files have: PKCS#8, encrypted PKCS#8, PKCS#1 and SEC 1. */
final class PrivateKeys {
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String[] ALGORITHMS = {"RSA", "EC", "RSASSA-PSS", "EdDSA"};
    private static final byte[] VERSION_0 = {2, 1, 0};
    /** AlgorithmIdentifier of rsaEncryption with NULL. */
    private static final byte[] RSA = {
        0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };
    /** Object identifier of id-ecPublicKey. */
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int CURVE = 0xa0;

    private PrivateKeys() {}

    /** Whether a block of this label is a private key. */
    static boolean isKey(String label) {
        return label.endsWith("PRIVATE KEY");
    }

    /** Reads a block. */
    static PrivateKey read(PemText.Block block, @Nullable String password)
            throws GeneralSecurityException, TlsFileException {
        if (block.legacyEncrypted()) {
            throw new TlsFileException(
                    "its key is encrypted in an old way; make it one of PKCS#8: openssl pkcs8 -topk8 -in OLD -out NEW");
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(block.der());
            case "ENCRYPTED PRIVATE KEY" -> pkcs8(decrypted(block.der(), password));
            case "RSA PRIVATE KEY" -> pkcs8(sequence(VERSION_0, RSA, tagged(OCTET_STRING, block.der())));
            case "EC PRIVATE KEY" ->
                pkcs8(sequence(VERSION_0, sequence(EC, curve(block.der())), tagged(OCTET_STRING, block.der())));
            default ->
                throw new TlsFileException("it has a " + block.label() + ", which is not used; give an RSA or EC key");
        };
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another algorithm, then.
            }
        }
        throw new InvalidKeySpecException("its private key cannot be read; give an RSA or EC key");
    }

    private static byte[] decrypted(byte[] der, @Nullable String password)
            throws GeneralSecurityException, TlsFileException {
        if (password == null) {
            throw new TlsFileException("its private key is encrypted; give tls.password");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // For PBES2 the name of the whole scheme is in the parameters only.
            String name = info.getAlgName();
            String algorithm = name.equals(PBES2) || name.equals("PBES2")
                    ? info.getAlgParameters().toString()
                    : name;
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException e) {
            throw new TlsFileException("its encrypted private key is broken");
        } catch (InvalidKeySpecException e) {
            throw new TlsFileException("tls.password does not open its private key");
        }
    }

    /** The curve's object identifier, which SEC 1 has inside the key and PKCS#8 outside. */
    private static byte[] curve(byte[] sec1) throws TlsFileException {
        int at = 2 + (sec1.length > 1 && sec1[1] < 0 ? sec1[1] & 0x7f : 0);
        while (at + 2 <= sec1.length) {
            int length = sec1[at + 1] & 0xff;
            if ((sec1[at] & 0xff) == CURVE && at + 2 + length <= sec1.length) {
                return Arrays.copyOfRange(sec1, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
        throw new TlsFileException("its EC key does not name a curve; make it one of PKCS#8: openssl pkcs8 -topk8");
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return tagged(SEQUENCE, all.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length > 0xffff) {
            out.write(0x83);
            out.write(length >> 16);
            out.write(length >> 8);
        } else if (length > 0xff) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Whether the two belong together: what one signs, the other verifies. */
    static boolean match(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
