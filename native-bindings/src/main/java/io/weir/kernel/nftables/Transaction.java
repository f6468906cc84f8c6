package io.weir.kernel.nftables;

import static io.weir.kernel.nftables.NfTables.*;

import io.weir.kernel.netlink.MessageBatch;
import io.weir.kernel.netlink.Netlink;
import io.weir.kernel.netlink.NetlinkSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Changes to one table, of which the kernel makes all at once or none. */
final class Transaction {
    /** An attribute of all elements of one message has at most 65,535 bytes; an IPv6 element with range takes 68. */
    private static final int ELEMENTS_PER_MESSAGE = 500;

    /** {@code NFTNL_UDATA_RULE_COMMENT}. */
    private static final byte UDATA_RULE_COMMENT = 0;

    private final MessageBatch batch = new MessageBatch();
    private final String table;
    private final int family;
    private int sets;

    /** Of a table of the netdev family. */
    Transaction(String table) {
        this(table, Nfnetlink.NFPROTO_NETDEV);
    }

    /** Of a table of a family, {@code NFPROTO_…}. */
    Transaction(String table, int family) {
        this.table = table;
        this.family = family;
        Nfgenmsg.set(
                batch.begin(Nfnetlink.NFNL_MSG_BATCH_BEGIN, 0, Nfgenmsg.SIZEOF, "a batch for nf_tables"),
                0,
                Nfnetlink.NFNL_SUBSYS_NFTABLES);
    }

    /** Makes the table unless it is there. */
    void table() {
        begin(NFT_MSG_NEWTABLE, Netlink.NLM_F_CREATE, "nf_tables: look for table " + name());
        batch.attribute(NFTA_TABLE_NAME, table);
    }

    void table(int flags) {
        begin(NFT_MSG_NEWTABLE, Netlink.NLM_F_CREATE, "nf_tables: make table " + name());
        batch.attribute(NFTA_TABLE_NAME, table);
        batch.attributeU32(NFTA_TABLE_FLAGS, flags);
    }

    void deleteTable() {
        begin(NFT_MSG_DELTABLE, 0, "nf_tables: delete table " + name());
        batch.attribute(NFTA_TABLE_NAME, table);
    }

    void chain(String name) {
        begin(NFT_MSG_NEWCHAIN, Netlink.NLM_F_CREATE, "nf_tables: make chain " + name);
        batch.attribute(NFTA_CHAIN_TABLE, table);
        batch.attribute(NFTA_CHAIN_NAME, name);
    }

    /** A chain that packets enter when they come in by a link; what passes its rules goes on. */
    void ingressChain(String name, String link, int priority) {
        begin(NFT_MSG_NEWCHAIN, Netlink.NLM_F_CREATE, "nf_tables: hook the ingress of " + link);
        batch.attribute(NFTA_CHAIN_TABLE, table);
        batch.attribute(NFTA_CHAIN_NAME, name);
        long hook = batch.nest(NFTA_CHAIN_HOOK);
        batch.attributeU32(NFTA_HOOK_HOOKNUM, Nfnetlink.NF_NETDEV_INGRESS);
        batch.attributeU32(NFTA_HOOK_PRIORITY, priority);
        batch.attribute(NFTA_HOOK_DEV, link);
        batch.end(hook);
        batch.attributeU32(NFTA_CHAIN_POLICY, Nfnetlink.NF_ACCEPT);
        batch.attribute(NFTA_CHAIN_TYPE, "filter");
    }

    /** A chain that packets of IP enter before they are routed; what passes its rules goes on. */
    void preroutingChain(String name, int priority) {
        begin(NFT_MSG_NEWCHAIN, Netlink.NLM_F_CREATE, "nf_tables: hook prerouting");
        batch.attribute(NFTA_CHAIN_TABLE, table);
        batch.attribute(NFTA_CHAIN_NAME, name);
        long hook = batch.nest(NFTA_CHAIN_HOOK);
        batch.attributeU32(NFTA_HOOK_HOOKNUM, Nfnetlink.NF_INET_PRE_ROUTING);
        batch.attributeU32(NFTA_HOOK_PRIORITY, priority);
        batch.end(hook);
        batch.attributeU32(NFTA_CHAIN_POLICY, Nfnetlink.NF_ACCEPT);
        batch.attribute(NFTA_CHAIN_TYPE, "filter");
    }

    void deleteChain(String name) {
        begin(NFT_MSG_DELCHAIN, 0, "nf_tables: delete chain " + name);
        batch.attribute(NFTA_CHAIN_TABLE, table);
        batch.attribute(NFTA_CHAIN_NAME, name);
    }

    /** Deletes all rules of a chain. */
    void clearChain(String name) {
        begin(NFT_MSG_DELRULE, 0, "nf_tables: clear chain " + name);
        batch.attribute(NFTA_RULE_TABLE, table);
        batch.attribute(NFTA_RULE_CHAIN, name);
    }

    /**
     * A rule behind those that the chain has.
     *
     * @param comment what {@code nft list} shows with it, at most 127 bytes of ASCII
     */
    void rule(String chain, String comment, Consumer<Expressions> writer) {
        begin(NFT_MSG_NEWRULE, Netlink.NLM_F_CREATE | Netlink.NLM_F_APPEND, "nf_tables: add a rule to chain " + chain);
        batch.attribute(NFTA_RULE_TABLE, table);
        batch.attribute(NFTA_RULE_CHAIN, chain);
        long expressions = batch.nest(NFTA_RULE_EXPRESSIONS);
        writer.accept(new Expressions(batch));
        batch.end(expressions);
        batch.attribute(NFTA_RULE_USERDATA, comment(comment));
    }

    /** Type, length and text with a zero byte, as libnftnl's include/libnftnl/udata.h has it. */
    private static byte[] comment(String text) {
        return ByteBuffer.allocate(2 + text.length() + 1)
                .put(UDATA_RULE_COMMENT)
                .put((byte) (text.length() + 1))
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** A set with all its elements. */
    void set(NftSet set) {
        begin(NFT_MSG_NEWSET, Netlink.NLM_F_CREATE, "nf_tables: make set " + set.name());
        batch.attribute(NFTA_SET_TABLE, table);
        batch.attribute(NFTA_SET_NAME, set.name());
        boolean ranges = !set.fieldBytes().isEmpty();
        batch.attributeU32(NFTA_SET_FLAGS, ranges ? NFT_SET_INTERVAL | NFT_SET_CONCAT : 0);
        batch.attributeU32(NFTA_SET_KEY_TYPE, set.keyType());
        batch.attributeU32(NFTA_SET_KEY_LEN, set.keyBytes());
        batch.attributeU32(NFTA_SET_ID, ++sets);
        long description = batch.nest(NFTA_SET_DESC);
        if (ranges) {
            long fields = batch.nest(NFTA_SET_DESC_CONCAT);
            set.fieldBytes().forEach(this::field);
            batch.end(fields);
        } else {
            batch.attributeU32(NFTA_SET_DESC_SIZE, set.elements().size());
        }
        batch.end(description);
        List<NftSet.Element> elements = set.elements();
        for (int from = 0; from < elements.size(); from += ELEMENTS_PER_MESSAGE) {
            int to = Math.min(from + ELEMENTS_PER_MESSAGE, elements.size());
            elements(set.name(), elements.subList(from, to), ranges);
        }
    }

    private void field(int bytes) {
        long field = batch.nest(NFTA_LIST_ELEM);
        batch.attributeU32(NFTA_SET_FIELD_LEN, bytes);
        batch.end(field);
    }

    private void elements(String set, List<NftSet.Element> elements, boolean ranges) {
        begin(NFT_MSG_NEWSETELEM, Netlink.NLM_F_CREATE, "nf_tables: fill set " + set);
        batch.attribute(NFTA_SET_ELEM_LIST_TABLE, table);
        batch.attribute(NFTA_SET_ELEM_LIST_SET, set);
        long list = batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS);
        for (NftSet.Element element : elements) {
            long each = batch.nest(NFTA_LIST_ELEM);
            key(NFTA_SET_ELEM_KEY, element.from());
            if (ranges) {
                key(NFTA_SET_ELEM_KEY_END, element.to());
            }
            batch.end(each);
        }
        batch.end(list);
    }

    private void key(int type, byte[] value) {
        long key = batch.nest(type);
        batch.attribute(NFTA_DATA_VALUE, value);
        batch.end(key);
    }

    void deleteSet(String name) {
        begin(NFT_MSG_DELSET, 0, "nf_tables: delete set " + name);
        batch.attribute(NFTA_SET_TABLE, table);
        batch.attribute(NFTA_SET_NAME, name);
    }

    /** Has the kernel do it. */
    void commit(NetlinkSocket socket) throws IOException {
        batch.acknowledge();
        Nfgenmsg.set(
                batch.begin(Nfnetlink.NFNL_MSG_BATCH_END, 0, Nfgenmsg.SIZEOF, "the end of a batch"),
                0,
                Nfnetlink.NFNL_SUBSYS_NFTABLES);
        socket.transact(batch);
    }

    private String name() {
        return (family == Nfnetlink.NFPROTO_INET ? "inet " : "netdev ") + table;
    }

    private void begin(int message, int flags, String what) {
        int type = (Nfnetlink.NFNL_SUBSYS_NFTABLES << Byte.SIZE) | message;
        Nfgenmsg.set(batch.begin(type, flags, Nfgenmsg.SIZEOF, what), family, 0);
    }
}
