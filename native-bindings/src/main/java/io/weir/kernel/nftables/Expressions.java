package io.weir.kernel.nftables;

import static io.weir.kernel.nftables.NftExpressions.*;

import io.weir.kernel.netlink.MessageBatch;

/**
 * Writes the expressions of one rule; the kernel runs them in order until one does not hold. What they are for a rule
 * of nft, {@code nft --debug=netlink} shows.
 */
final class Expressions {
    private static final int IPPROTO_FRAGMENT = 44;
    private static final int FRAGMENT_OFFSET_FIELD = 2;

    private final MessageBatch batch;

    Expressions(MessageBatch batch) {
        this.batch = batch;
    }

    /** Loads {@code NFT_META_…}. */
    Expressions meta(int key, int register) {
        return expression("meta", () -> {
            batch.attributeU32(NFTA_META_KEY, key);
            batch.attributeU32(NFTA_META_DREG, register);
        });
    }

    /** Sets {@code NFT_META_…}. */
    Expressions setMeta(int key, int register) {
        return expression("meta", () -> {
            batch.attributeU32(NFTA_META_KEY, key);
            batch.attributeU32(NFTA_META_SREG, register);
        });
    }

    /** Loads a byte: 1 where the packet's socket may have addresses of others. Does not hold without a socket. */
    Expressions socketTransparent(int register) {
        return expression("socket", () -> {
            batch.attributeU32(NFTA_SOCKET_KEY, NFT_SOCKET_TRANSPARENT);
            batch.attributeU32(NFTA_SOCKET_DREG, register);
        });
    }

    /** Loads bytes of the IP or ARP header. */
    Expressions network(int offset, int bytes, int register) {
        return payload(NFT_PAYLOAD_NETWORK_HEADER, offset, bytes, register);
    }

    /** Loads bytes of the header behind the IP header; does not hold where there is none. */
    Expressions transport(int offset, int bytes, int register) {
        return payload(NFT_PAYLOAD_TRANSPORT_HEADER, offset, bytes, register);
    }

    private Expressions payload(int base, int offset, int bytes, int register) {
        return expression("payload", () -> {
            batch.attributeU32(NFTA_PAYLOAD_DREG, register);
            batch.attributeU32(NFTA_PAYLOAD_BASE, base);
            batch.attributeU32(NFTA_PAYLOAD_OFFSET, offset);
            batch.attributeU32(NFTA_PAYLOAD_LEN, bytes);
        });
    }

    /** Loads the 16 bits with the fragment offset of IPv6; does not hold for a packet without fragment header. */
    Expressions fragmentHeader(int register) {
        return expression("exthdr", () -> {
            batch.attributeU32(NFTA_EXTHDR_DREG, register);
            batch.attribute(NFTA_EXTHDR_TYPE, new byte[] {IPPROTO_FRAGMENT});
            batch.attributeU32(NFTA_EXTHDR_OFFSET, FRAGMENT_OFFSET_FIELD);
            batch.attributeU32(NFTA_EXTHDR_LEN, Short.BYTES);
        });
    }

    /** Keeps the bits of a register that are set in the mask. */
    Expressions mask(int register, byte[] mask) {
        return bitwise(register, mask, new byte[mask.length]);
    }

    /** Sets these bits of a register. */
    Expressions or(int register, byte[] bits) {
        byte[] others = bits.clone();
        for (int i = 0; i < others.length; i++) {
            others[i] = (byte) ~others[i];
        }
        return bitwise(register, others, bits);
    }

    private Expressions bitwise(int register, byte[] mask, byte[] xor) {
        return expression("bitwise", () -> {
            batch.attributeU32(NFTA_BITWISE_SREG, register);
            batch.attributeU32(NFTA_BITWISE_DREG, register);
            batch.attributeU32(NFTA_BITWISE_LEN, mask.length);
            data(NFTA_BITWISE_MASK, mask);
            data(NFTA_BITWISE_XOR, xor);
        });
    }

    /** Holds when the register begins with these bytes. */
    Expressions equal(int register, byte[] value) {
        return compare(register, NFT_CMP_EQ, value);
    }

    /** Holds when the register does not begin with these bytes. */
    Expressions notEqual(int register, byte[] value) {
        return compare(register, NFT_CMP_NEQ, value);
    }

    private Expressions compare(int register, int operator, byte[] value) {
        return expression("cmp", () -> {
            batch.attributeU32(NFTA_CMP_SREG, register);
            batch.attributeU32(NFTA_CMP_OP, operator);
            data(NFTA_CMP_DATA, value);
        });
    }

    /** Holds when the key from this register on is in the set. */
    Expressions in(NftSet set, int register) {
        return lookup(set, register, 0);
    }

    /** Holds when the key from this register on is not in the set. */
    Expressions notIn(NftSet set, int register) {
        return lookup(set, register, NFT_LOOKUP_F_INV);
    }

    private Expressions lookup(NftSet set, int register, int flags) {
        return expression("lookup", () -> {
            batch.attribute(NFTA_LOOKUP_SET, set.name());
            batch.attributeU32(NFTA_LOOKUP_SREG, register);
            if (flags != 0) {
                batch.attributeU32(NFTA_LOOKUP_FLAGS, flags);
            }
        });
    }

    /** The packet ends here. */
    void drop() {
        verdict(() -> batch.attributeU32(NfTables.NFTA_VERDICT_CODE, Nfnetlink.NF_DROP));
    }

    /** The rest of the chain is passed over. */
    void leave() {
        verdict(() -> batch.attributeU32(NfTables.NFTA_VERDICT_CODE, NFT_RETURN));
    }

    /** Goes on in another chain. */
    void jump(String chain) {
        verdict(() -> {
            batch.attributeU32(NfTables.NFTA_VERDICT_CODE, NFT_JUMP);
            batch.attribute(NfTables.NFTA_VERDICT_CHAIN, chain);
        });
    }

    private void verdict(Runnable writer) {
        expression("immediate", () -> {
            batch.attributeU32(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            long data = batch.nest(NFTA_IMMEDIATE_DATA);
            long verdict = batch.nest(NfTables.NFTA_DATA_VERDICT);
            writer.run();
            batch.end(verdict);
            batch.end(data);
        });
    }

    private void data(int type, byte[] value) {
        long data = batch.nest(type);
        batch.attribute(NfTables.NFTA_DATA_VALUE, value);
        batch.end(data);
    }

    private Expressions expression(String name, Runnable writer) {
        long element = batch.nest(NfTables.NFTA_LIST_ELEM);
        batch.attribute(NFTA_EXPR_NAME, name);
        long data = batch.nest(NFTA_EXPR_DATA);
        writer.run();
        batch.end(data);
        batch.end(element);
        return this;
    }
}
