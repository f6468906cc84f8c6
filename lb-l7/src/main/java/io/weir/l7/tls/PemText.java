package io.weir.l7.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468), what stands between them ignored. */
final class PemText {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+(.*?)-----END \\1-----", Pattern.DOTALL);

    private PemText() {}

    /** One block. */
    static final class Block {
        private final String label;
        private final byte[] der;
        private final boolean legacyEncrypted;

        private Block(String label, byte[] der, boolean legacyEncrypted) {
            this.label = label;
            this.der = der;
            this.legacyEncrypted = legacyEncrypted;
        }

        /** As {@code CERTIFICATE}. */
        String label() {
            return label;
        }

        /** Its bytes. */
        byte[] der() {
            return der;
        }

        /** Whether it is encrypted in the way of RFC 1421, which its bytes do not say. */
        boolean legacyEncrypted() {
            return legacyEncrypted;
        }
    }

    /**
     * All blocks in their order.
     *
     * @throws IllegalArgumentException when one is not base64
     */
    static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String body = matcher.group(2);
            boolean legacy = body.contains("Proc-Type:");
            byte[] der = legacy ? new byte[0] : Base64.getMimeDecoder().decode(body);
            blocks.add(new Block(matcher.group(1), der, legacy));
        }
        return blocks;
    }
}
