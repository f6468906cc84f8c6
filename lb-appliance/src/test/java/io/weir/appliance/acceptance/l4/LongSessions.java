package io.weir.appliance.acceptance.l4;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sessions as a terminal has them: a line now and then, answered at once, for as long as the connection lasts.
 * {@code serve NAME PORT} answers each line with its name and the line. {@code open ADDRESS PORT COUNT} holds so many
 * sessions, prints {@code OPEN i server} for each, {@code ENDED i server reason} for one that ends or answers wrongly,
 * and for a line of input {@code LINES} with the sum of all lines answered; it ends with its input.
 */
public final class LongSessions {
    private static final long TICK_NANOS = 50_000_000;
    private static final int ANSWER_MILLIS = 10_000;

    private LongSessions() {}

    /** Runs one of the two. */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("serve")) {
            serve(arguments[1], Integer.parseInt(arguments[2]));
        } else {
            open(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }

    private static void serve(String name, int port) throws IOException {
        try (ServerSocket listener = new ServerSocket(port, 1000)) {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> answer(name, socket));
            }
        }
    }

    private static void answer(String name, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            BufferedReader in = reader(socket);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((name + " " + line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }

    private static void open(String address, int port, int count) throws IOException {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Session session = new Session(i, address, port);
            sessions.add(session);
            Thread.ofVirtual().start(session::run);
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (input.readLine() != null) {
            System.out.println(
                    "LINES " + sessions.stream().mapToLong(each -> each.lines).sum());
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** One connection. */
    private static final class Session {
        private final int number;
        private final String address;
        private final int port;
        private String server = "nobody";
        private volatile long lines;

        Session(int number, String address, int port) {
            this.number = number;
            this.address = address;
            this.port = port;
        }

        void run() {
            try (Socket socket = new Socket(address, port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(ANSWER_MILLIS);
                talk(socket);
            } catch (IOException e) {
                System.out.println("ENDED " + number + " " + server + " " + e.getMessage());
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
        private void talk(Socket socket) throws IOException {
            BufferedReader in = reader(socket);
            OutputStream out = socket.getOutputStream();
            long next = System.nanoTime();
            while (true) {
                String line = number + " " + lines + " " + "abcdefghij".repeat((int) (lines % 200));
                out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                String answer = in.readLine();
                if (answer == null) {
                    throw new IOException("closed");
                }
                if (lines == 0) {
                    server = answer.substring(0, Math.max(0, answer.indexOf(' ')));
                    System.out.println("OPEN " + number + " " + server);
                }
                if (!answer.equals(server + " " + line)) {
                    throw new IOException("wrong answer '" + answer + "'");
                }
                lines++;
                next += TICK_NANOS;
                while (System.nanoTime() < next) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            }
        }
    }
}
