package io.weir.appliance.socket;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.PeerCredentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import jnr.enxio.channels.NativeSelectorProvider;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Listens for operators. Each client has a thread, as commands may take as long as an apply takes; how many clients
 * there may be, how long a line may be and how long a client may be silent is bounded.
 */
public final class AdminSocket implements AutoCloseable {
    /** Most clients at a time. */
    static final int MOST_CLIENTS = 64;

    private static final System.Logger LOG = System.getLogger("io.weir.socket");
    private static final int BACKLOG = 64;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SocketFile file;
    private final Limits limits;
    private final RuntimeCommands commands;
    private final Permission permission;
    private final UnixServerSocketChannel server;
    private final Selector selector;
    private final Thread acceptor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<UnixSocketChannel> clients = new HashSet<>();
    private volatile boolean closed;

    /** What a test may want smaller, or other than the kernel says. */
    record Limits(Duration idle, PeerLookup peers) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(30), PeerCredentials::of);
    }

    /** Who is at the other end of a descriptor. */
    @FunctionalInterface
    interface PeerLookup {
        PeerCredentials of(int descriptor) throws ErrnoException;
    }

    private AdminSocket(SocketFile file, Limits limits, Operations operations) throws IOException {
        this.file = file;
        this.limits = limits;
        this.commands = new RuntimeCommands(operations);
        this.server = UnixServerSocketChannel.open();
        try {
            file.remove();
            server.configureBlocking(false);
            server.socket().bind(new UnixSocketAddress(file.path().toFile()), BACKLOG);
            this.permission = file.protect();
            this.selector = NativeSelectorProvider.getInstance().openSelector();
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        this.acceptor = Thread.ofPlatform().name("admin-socket").daemon().unstarted(this::acceptAll);
    }

    /**
     * Refuses early when another daemon serves the socket: cheap, and it says so before anything else fails because
     * that daemon holds the same addresses.
     */
    public static void requireFree(Path path) throws SocketUnavailable {
        SocketFile file = new SocketFile(path);
        if (file.isServed()) {
            throw new SocketUnavailable("another daemon answers on " + file.path() + ": process " + holder(file)
                    + "; stop it first, or give this one its own --socket and --state-directory");
        }
    }

    private static String holder(SocketFile file) {
        try (UnixSocketChannel channel =
                UnixSocketChannel.open(new UnixSocketAddress(file.path().toFile()))) {
            return Integer.toString(PeerCredentials.of(channel.getFD()).pid());
        } catch (IOException e) {
            return "unknown (" + e.getMessage() + ")";
        }
    }

    /**
     * Loads the socket library, which takes some hundred milliseconds; meant for a thread that has nothing else to do
     * while the daemon starts.
     */
    public static void preload() {
        try {
            UnixServerSocketChannel.open().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "admin socket: preloading failed; opening it will tell why", e);
        }
    }

    /** Listens; clients are answered when it returns. */
    public static AdminSocket open(Path path, Operations operations) throws SocketUnavailable {
        return open(path, operations, Limits.USUAL);
    }

    static AdminSocket open(Path path, Operations operations, Limits limits) throws SocketUnavailable {
        SocketFile file = new SocketFile(path);
        file.prepare();
        requireFree(path);
        try {
            AdminSocket socket = new AdminSocket(file, limits, operations);
            socket.acceptor.start();
            return socket;
        } catch (IOException e) {
            throw new SocketUnavailable("admin socket " + file.path() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Where it listens. */
    public Path path() {
        return file.path();
    }

    private void acceptAll() {
        while (!closed) {
            try {
                selector.select();
                selector.selectedKeys().clear();
                UnixSocketChannel client = closed ? null : server.accept();
                if (client != null) {
                    admit(client);
                }
            } catch (IOException e) {
                if (!closed) {
                    LOG.log(ERROR, "admin socket: accept failed, trying again in 1 s", e);
                    // Out of descriptors, say: the client still waits, and the selector would say so at once, for ever.
                    LockSupport.parkNanos(RETRY.toNanos());
                }
            }
        }
    }

    private void admit(UnixSocketChannel client) throws IOException {
        client.configureBlocking(true);
        int idle = (int) limits.idle().toMillis();
        client.setOption(UnixSocketOptions.SO_RCVTIMEO, idle);
        client.setOption(UnixSocketOptions.SO_SNDTIMEO, idle);
        String refusal = refusal(client);
        if (refusal != null) {
            refuse(client, refusal);
            return;
        }
        Thread.ofPlatform().name("admin-client").daemon().start(() -> talk(client));
    }

    private @Nullable String refusal(UnixSocketChannel client) {
        try {
            PeerCredentials peer = limits.peers().of(client.getFD());
            if (!permission.allows(peer)) {
                LOG.log(
                        WARNING,
                        "admin socket: permission denied for process " + peer.pid() + " of user " + peer.uid()
                                + ", group " + peer.gid());
                return "permission denied: user " + peer.uid() + " is not root and not in group " + Permission.GROUP;
            }
        } catch (ErrnoException e) {
            LOG.log(WARNING, "admin socket: cannot tell who connects, refused: " + e.getMessage());
            return "permission denied: the kernel does not tell who you are";
        }
        lock.lock();
        try {
            if (clients.size() >= MOST_CLIENTS) {
                return "too many clients: " + MOST_CLIENTS + " are connected; try again";
            }
            clients.add(client);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static void refuse(UnixSocketChannel client, String reason) throws IOException {
        // One short line always fits the empty socket buffer, so this cannot block the acceptor.
        try (client) {
            client.write(ByteBuffer.wrap((reason + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void talk(UnixSocketChannel client) {
        try {
            new Conversation(client, commands).run();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "admin socket: a client went away", e);
        } finally {
            end(client);
        }
    }

    private void end(UnixSocketChannel client) {
        // Forgotten before it is closed: its number may be another descriptor's at once.
        lock.lock();
        try {
            clients.remove(client);
        } finally {
            lock.unlock();
        }
        try {
            client.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "admin socket: a client did not close cleanly", e);
        }
    }

    /** Stops listening, removes the file, and ends every conversation. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            file.remove();
            acceptor.join();
            selector.close();
            server.close();
            hangUp();
        } catch (IOException e) {
            LOG.log(WARNING, "admin socket " + file.path() + " did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hangUp() throws IOException {
        lock.lock();
        try {
            for (UnixSocketChannel client : clients) {
                // Closing the descriptor would not wake a thread that reads from it.
                client.shutdownInput();
            }
        } finally {
            lock.unlock();
        }
    }
}
