package io.weir.appliance.main;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The program. */
public final class Main {
    private Main() {}

    /** Exits with the status of the command line contract. */
    public static void main(String[] arguments) {
        PrintWriter out = utf8(FileDescriptor.out);
        PrintWriter err = utf8(FileDescriptor.err);
        int status = commandLine(out, err, arguments).execute(arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Terminals read UTF-8 whatever the locale of a service or a cron job says. */
    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The command line for these arguments, for tests and for the training run as well. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = WeirCommand.line(arguments);
        line.setOut(out);
        line.setErr(err);
        line.setUsageHelpWidth(80);
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        line.setParameterExceptionHandler(new UsageErrors());
        return line;
    }
}
