package io.weir.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.LocalSockets;
import io.weir.kernel.sys.Sockets;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Against answers that are written before the questions are asked, over a local socket in place of the kernel. */
@ExtendWith(NoLeakedDescriptors.class)
class NetlinkSocketTest {
    private static final byte[] NOTHING = {};

    private LocalSockets.Pair pair;
    private NetlinkSocket socket;

    @BeforeEach
    void connect() {
        pair = LocalSockets.pair(LinuxSocket.SOCK_DGRAM);
        socket = new NetlinkSocket(pair.one());
    }

    @AfterEach
    void close() {
        socket.close();
        pair.close();
    }

    @Test
    void anInterruptedDumpIsReadAgainFromTheStart() throws Exception {
        answer(message(Rtnetlink.RTM_NEWLINK, Netlink.NLM_F_MULTI, 1, hex("aa000000")));
        answer(message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI | Netlink.NLM_F_DUMP_INTR, 1, hex("00000000")));
        answer(message(Rtnetlink.RTM_NEWLINK, Netlink.NLM_F_MULTI, 2, hex("bb000000")));
        answer(message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, 2, hex("00000000")));

        assertThat(dump()).containsExactly("bb000000");
    }

    @Test
    void aListThatNeverHoldsStillIsGivenUp() throws Exception {
        for (int sequence = 1; sequence <= 10; sequence++) {
            answer(message(Netlink.NLMSG_DONE, Netlink.NLM_F_DUMP_INTR, sequence, hex("00000000")));
        }

        assertThatThrownBy(this::dump)
                .isInstanceOf(IOException.class)
                .hasMessage("RTM_GETLINK: the list changed during each of 10 readings");
    }

    @Test
    void answersToAnEarlierRequestArePassedOver() throws Exception {
        answer(message(Rtnetlink.RTM_NEWLINK, Netlink.NLM_F_MULTI, 0, hex("aa000000")));
        answer(message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, 0, hex("00000000")));
        answer(join(
                message(Rtnetlink.RTM_NEWLINK, Netlink.NLM_F_MULTI, 1, hex("bb000000")),
                message(Netlink.NLMSG_NOOP, 0, 1, NOTHING),
                message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, 1, hex("00000000"))));

        assertThat(dump()).containsExactly("bb000000");
    }

    @Test
    void aDumpThatFailsAtItsEndIsAnError() throws Exception {
        answer(message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, 1, errorNumber(Errno.EINVAL)));

        assertThatThrownBy(this::dump).hasMessage("RTM_GETLINK: EINVAL (Invalid argument)");
    }

    @Test
    void theKernelsWordsAreFoundBehindAnEchoedRequest() throws Exception {
        byte[] words = hex("0b00" + "0100" + "6e6f206c75636b" + "00");
        byte[] echoOf24Bytes = header(24, Rtnetlink.RTM_NEWADDR, 0, 1);
        byte[] error = join(errorNumber(Errno.EPERM), echoOf24Bytes, new byte[8], words);
        answer(message(Netlink.NLMSG_ERROR, Netlink.NLM_F_ACK_TLVS, 1, error));

        assertThatThrownBy(this::acknowledge)
                .isInstanceOf(ErrnoException.class)
                .hasMessage("RTM_NEWADDR: EPERM (Operation not permitted): no luck");
    }

    @Test
    void anErrorTooShortToReadIsRefused() throws Exception {
        answer(message(Netlink.NLMSG_ERROR, 0, 1, errorNumber(Errno.EPERM)));

        assertThatThrownBy(this::acknowledge)
                .isInstanceOf(IOException.class)
                .hasMessage("RTM_NEWADDR: an error message of 20 bytes");
    }

    @Test
    void aMessageLongerThanItsDatagramIsRefused() throws Exception {
        for (int length : new int[] {0, 15, 17, -1}) {
            NetlinkSocket fresh = new NetlinkSocket(pair.one());
            answer(header(length, Netlink.NLMSG_ERROR, 0, 1));

            fresh.request().begin(Rtnetlink.RTM_NEWADDR, Netlink.NLM_F_ACK, Ifaddrmsg.SIZEOF);
            assertThatThrownBy(() -> fresh.acknowledge("RTM_NEWADDR"))
                    .as("length %d", length)
                    .isInstanceOf(IOException.class)
                    .hasMessage("RTM_NEWADDR: a message that does not fit its datagram");
        }
    }

    @Test
    void aDatagramLargerThanTheBufferIsRefused() throws Exception {
        answer(new byte[40_000]);

        assertThatThrownBy(this::dump)
                .isInstanceOf(IOException.class)
                .hasMessage("RTM_GETLINK: an answer of 40000 bytes exceeds 32768");
    }

    private void acknowledge() throws IOException {
        socket.request().begin(Rtnetlink.RTM_NEWADDR, Netlink.NLM_F_ACK, Ifaddrmsg.SIZEOF);
        socket.acknowledge("RTM_NEWADDR");
    }

    private List<String> dump() throws IOException {
        List<String> bodies = new ArrayList<>();
        socket.request().begin(Rtnetlink.RTM_GETLINK, Netlink.NLM_F_DUMP, Ifinfomsg.SIZEOF);
        socket.dump("RTM_GETLINK", new NetlinkSocket.DumpReader() {
            @Override
            public void restart() {
                bodies.clear();
            }

            @Override
            public void message(int type, MemorySegment segment, long body, long end) {
                byte[] bytes = segment.asSlice(body, end - body).toArray(ValueLayout.JAVA_BYTE);
                bodies.add(HexFormat.of().formatHex(bytes));
            }
        });
        return bodies;
    }

    private void answer(byte[] datagram) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
            Errno.check(Sockets.send(pair.other(), data, datagram.length, 0), "send");
        }
    }

    private static byte[] message(int type, int flags, int sequence, byte[] body) {
        return join(header(16 + body.length, type, flags, sequence), body);
    }

    private static byte[] header(int length, int type, int flags, int sequence) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .array();
    }

    private static byte[] errorNumber(int errno) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(-errno)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        return HexFormat.of()
                .parseHex(String.join(
                        "",
                        List.of(parts).stream().map(HexFormat.of()::formatHex).toList()));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
