package io.weir.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Pollfd;
import io.weir.kernel.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Requests and answers over one netlink socket. Not for two threads at once. After an IOException that is not an
 * {@link ErrnoException} the conversation may be out of step: close it.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** What the kernel fills at most in one datagram of a dump: {@code NLMSG_GOODSIZE} grown to 32 KiB. */
    private static final long RECEIVE_BYTES = 32 * 1024;

    private static final long REQUEST_BYTES = 1024;
    private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** More interfaces or addresses than this on one host are taken for an error. */
    private static final int MAX_MESSAGES = 1 << 18;

    private static final int MAX_INTERRUPTED_DUMPS = 10;

    private final Fd fd;
    private final MemorySegment buffer;
    private final MemorySegment sender;
    private final MemorySegment senderLength;
    private final MemorySegment pollfd;
    private final Request request;
    private int sequence;

    /** Receives the messages of a dump. */
    interface DumpReader {
        /** Forgets what it has: the dump begins, or begins again. */
        void restart();

        /**
         * One message.
         *
         * @param type {@code RTM_…}
         * @param body offset behind the netlink header
         * @param end offset behind the message
         */
        void message(int type, MemorySegment segment, long body, long end) throws IOException;
    }

    /** Over a socket that speaks netlink, which it owns from now on. */
    NetlinkSocket(Fd fd) {
        this.fd = fd;
        // Not a shared arena: closing one stops every thread of the process, those that forward packets too.
        Arena arena = Arena.ofAuto();
        buffer = arena.allocate(RECEIVE_BYTES, Long.BYTES);
        sender = arena.allocate(SockaddrNl.LAYOUT);
        senderLength = arena.allocate(JAVA_INT);
        pollfd = arena.allocate(Pollfd.LAYOUT);
        request = new Request(arena.allocate(REQUEST_BYTES, Long.BYTES));
    }

    /**
     * Opens one in the network namespace of the calling thread.
     *
     * @param protocol {@code NETLINK_…} of {@link Netlink}
     */
    public static NetlinkSocket open(int protocol) throws ErrnoException {
        Fd fd = Sockets.open(LinuxSocket.AF_NETLINK, LinuxSocket.SOCK_RAW, protocol, "netlink socket");
        try {
            option(fd, Netlink.NETLINK_EXT_ACK, "NETLINK_EXT_ACK");
            option(fd, Netlink.NETLINK_CAP_ACK, "NETLINK_CAP_ACK");
            return new NetlinkSocket(fd);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    private static void option(Fd fd, int option, String name) throws ErrnoException {
        Errno.check(Sockets.setsockopt(fd, LinuxSocket.SOL_NETLINK, option, 1), "setsockopt(" + name + ")");
    }

    /** Gives room for a batch of this many bytes. Needs CAP_NET_ADMIN. */
    public void makeRoomToSend(int bytes) throws ErrnoException {
        Errno.check(
                Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_SNDBUFFORCE, bytes),
                "setsockopt(SO_SNDBUFFORCE)");
    }

    /**
     * Sends a batch and waits for the verdict on the message that {@link MessageBatch#acknowledge} marked. The first
     * message that the kernel refuses is the exception.
     */
    public void transact(MessageBatch batch) throws IOException {
        int first = sequence + 1;
        sequence += batch.size();
        MemorySegment messages = batch.finish(first);
        Errno.check(Sockets.send(fd, messages, messages.byteSize(), 0), batch.what(0));
        long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
        while (true) {
            int received = receive(batch.what(0), deadline);
            for (long base = 0; base < received; base = next(base)) {
                checkWhole(batch.what(0), base, received);
                int number = Nlmsghdr.seq(buffer, base) - first;
                if (number < 0 || number >= batch.size() || Nlmsghdr.type(buffer, base) != Netlink.NLMSG_ERROR) {
                    continue;
                }
                checkError(batch.what(number), base);
                if (number == batch.acknowledged()) {
                    return;
                }
            }
        }
    }

    /** The request to fill before {@link #acknowledge} or {@link #dump}. */
    Request request() {
        return request;
    }

    /**
     * Sends the request and waits for the kernel's verdict.
     *
     * @param what the request for messages, as {@code RTM_NEWADDR 192.0.2.1/32}
     */
    void acknowledge(String what) throws IOException {
        send(what);
        long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
        while (true) {
            int received = receive(what, deadline);
            for (long base = 0; base < received; base = next(base)) {
                checkWhole(what, base, received);
                if (answersUs(base) && Nlmsghdr.type(buffer, base) == Netlink.NLMSG_ERROR) {
                    checkError(what, base);
                    return;
                }
            }
        }
    }

    /** Sends the request and passes the one message of the answer on. */
    void ask(String what, DumpReader reader) throws IOException {
        send(what);
        long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
        while (true) {
            int received = receive(what, deadline);
            for (long base = 0; base < received; base = next(base)) {
                checkWhole(what, base, received);
                if (!answersUs(base)) {
                    continue;
                }
                int type = Nlmsghdr.type(buffer, base);
                if (type == Netlink.NLMSG_ERROR) {
                    checkError(what, base);
                } else {
                    reader.message(type, buffer, base + Nlmsghdr.SIZEOF, base + Nlmsghdr.len(buffer, base));
                    return;
                }
            }
        }
    }

    /** Sends the request and passes every message of the answer on; again when the list changed in between. */
    void dump(String what, DumpReader reader) throws IOException {
        for (int attempt = 0; attempt < MAX_INTERRUPTED_DUMPS; attempt++) {
            reader.restart();
            send(what);
            if (readDump(what, reader)) {
                return;
            }
        }
        throw new IOException(what + ": the list changed during each of " + MAX_INTERRUPTED_DUMPS + " readings");
    }

    /** Whether the dump agrees with itself. */
    private boolean readDump(String what, DumpReader reader) throws IOException {
        long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
        boolean consistent = true;
        int messages = 0;
        while (true) {
            int received = receive(what, deadline);
            for (long base = 0; base < received; base = next(base)) {
                checkWhole(what, base, received);
                if (!answersUs(base)) {
                    continue;
                }
                consistent &= (Nlmsghdr.flags(buffer, base) & Netlink.NLM_F_DUMP_INTR) == 0;
                int type = Nlmsghdr.type(buffer, base);
                if (type == Netlink.NLMSG_DONE) {
                    checkDone(what, base);
                    return consistent;
                }
                if (type == Netlink.NLMSG_ERROR) {
                    checkError(what, base);
                } else if (type == Netlink.NLMSG_OVERRUN) {
                    throw new IOException(what + ": the kernel lost part of the answer");
                } else if (type != Netlink.NLMSG_NOOP) {
                    if (++messages > MAX_MESSAGES) {
                        throw new IOException(what + ": more than " + MAX_MESSAGES + " entries");
                    }
                    reader.message(type, buffer, base + Nlmsghdr.SIZEOF, base + Nlmsghdr.len(buffer, base));
                }
            }
        }
    }

    private void send(String what) throws ErrnoException {
        sequence++;
        long length = request.finish(sequence);
        Errno.check(Sockets.send(fd, request.segment(), length, 0), what);
    }

    /** One datagram from the kernel into the buffer; its length. */
    private int receive(String what, long deadline) throws IOException {
        while (true) {
            awaitReadable(what, deadline);
            senderLength.set(JAVA_INT, 0, (int) sender.byteSize());
            int received = Sockets.recvfrom(
                    fd, buffer, LinuxSocket.MSG_TRUNC | LinuxSocket.MSG_DONTWAIT, sender, senderLength);
            if (received == -Errno.EAGAIN || received == -Errno.EINTR) {
                continue;
            }
            Errno.check(received, "receive the answer to " + what);
            if (received > buffer.byteSize()) {
                throw new IOException(what + ": an answer of " + received + " bytes exceeds " + RECEIVE_BYTES);
            }
            // Any process may send to a netlink socket; only the kernel has port id 0.
            if (SockaddrNl.pid(sender, 0) == 0) {
                return received;
            }
        }
    }

    private void awaitReadable(String what, long deadline) throws IOException {
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IOException(what + ": no answer from the kernel in "
                        + TimeUnit.NANOSECONDS.toSeconds(ANSWER_TIMEOUT_NANOS) + " s");
            }
            Pollfd.set(pollfd, 0, fd, Pollfd.POLLIN);
            int ready = Sockets.poll(pollfd, (int) left);
            if (ready > 0) {
                return;
            }
            if (ready != -Errno.EINTR) {
                Errno.check(ready, "poll for the answer to " + what);
            }
        }
    }

    private void checkWhole(String what, long base, int received) throws IOException {
        long left = received - base;
        if (left < Nlmsghdr.SIZEOF
                || Nlmsghdr.len(buffer, base) < Nlmsghdr.SIZEOF
                || Nlmsghdr.len(buffer, base) > left) {
            throw new IOException(what + ": a message that does not fit its datagram");
        }
    }

    private long next(long base) {
        return base + Netlink.align(Nlmsghdr.len(buffer, base));
    }

    private boolean answersUs(long base) {
        return Nlmsghdr.seq(buffer, base) == sequence;
    }

    private void checkDone(String what, long base) throws IOException {
        long body = base + Nlmsghdr.SIZEOF;
        long end = base + Nlmsghdr.len(buffer, base);
        if (end - body < Integer.BYTES) {
            return;
        }
        int error = buffer.get(JAVA_INT, body);
        if (error < 0) {
            throw new ErrnoException(what, -error, explanation(base, body + Integer.BYTES, end));
        }
    }

    private void checkError(String what, long base) throws IOException {
        long body = base + Nlmsghdr.SIZEOF;
        long end = base + Nlmsghdr.len(buffer, base);
        if (end - body < Nlmsgerr.SIZEOF) {
            throw new IOException(what + ": an error message of " + (end - base) + " bytes");
        }
        int error = Nlmsgerr.error(buffer, body);
        if (error == 0) {
            return;
        }
        boolean capped = (Nlmsghdr.flags(buffer, base) & Netlink.NLM_F_CAPPED) != 0;
        long echoed = capped ? 0 : Netlink.align(Nlmsgerr.requestLength(buffer, body)) - Nlmsghdr.SIZEOF;
        throw new ErrnoException(what, -error, explanation(base, body + Nlmsgerr.SIZEOF + echoed, end));
    }

    /** The kernel's own words, if there are any behind the error. */
    private String explanation(long base, long from, long end) throws IOException {
        if ((Nlmsghdr.flags(buffer, base) & Netlink.NLM_F_ACK_TLVS) == 0) {
            return "";
        }
        Attributes attributes = new Attributes(buffer, from, end);
        while (attributes.next()) {
            if (attributes.type() == Netlink.NLMSGERR_ATTR_MSG) {
                return attributes.text();
            }
        }
        return "";
    }

    @Override
    public void close() {
        fd.close();
    }
}
