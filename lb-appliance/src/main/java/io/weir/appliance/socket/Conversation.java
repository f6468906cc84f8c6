package io.weir.appliance.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client's lines in and answers out. Without {@code prompt} the connection ends after the lines that had arrived by
 * then; with it, it stays open and each answer is followed by {@code "> "}. Every answer ends with an empty line.
 */
final class Conversation {
    /** Longest line taken, in bytes without its end. */
    static final int LONGEST_LINE = 16 * 1024;

    private final ByteChannel channel;
    private final RuntimeCommands commands;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_LINE + 1);
    private boolean interactive;
    private boolean open = true;

    Conversation(ByteChannel channel, RuntimeCommands commands) {
        this.channel = channel;
        this.commands = commands;
    }

    /** Talks until the client or an answer ends it. A read that times out returns 0 and ends it too. */
    void run() throws IOException {
        while (open) {
            String line = bufferedLine();
            if (line != null) {
                answer(line);
            } else if (!in.hasRemaining()) {
                write("line too long: at most " + LONGEST_LINE + " bytes\n\n");
                open = false;
            } else if (channel.read(in) <= 0) {
                lastLine();
            }
        }
    }

    private void lastLine() throws IOException {
        if (in.position() > 0) {
            answer(StandardCharsets.UTF_8.decode(in.flip()).toString());
        }
        open = false;
    }

    private void answer(String line) throws IOException {
        for (String command : Words.commands(line)) {
            switch (command) {
                case "quit", "exit" -> {
                    open = false;
                    return;
                }
                case "prompt" -> interactive = !interactive;
                default -> write(commands.answer(command) + "\n");
            }
        }
        if (interactive) {
            write("> ");
        } else if (!holdsLine()) {
            open = false;
        }
    }

    private boolean holdsLine() {
        for (int i = 0; i < in.position(); i++) {
            if (in.get(i) == '\n') {
                return true;
            }
        }
        return false;
    }

    private @Nullable String bufferedLine() {
        for (int i = 0; i < in.position(); i++) {
            if (in.get(i) == '\n') {
                byte[] line = new byte[i];
                in.flip().get(line);
                in.get();
                in.compact();
                return new String(line, StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private void write(String text) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                throw new IOException("the client does not read its answer");
            }
        }
    }
}
