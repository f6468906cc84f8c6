package io.weir.appliance.main;

import io.weir.appliance.cli.ExitStatus;
import io.weir.appliance.cli.Terminal;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the command line, what was probably meant, and where the help is. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        Terminal.errorLines(System.getenv(), words(e, arguments)).forEach(err::println);
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.WRONG;
    }

    private static String words(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        boolean configuration = e instanceof MissingParameterException missing
                && missing.getMissing().stream()
                        .anyMatch(one -> one.paramLabel().equals("FILE"));
        if (configuration) {
            String file = Arrays.stream(arguments)
                    .skip(1)
                    .filter(word -> !word.startsWith("-"))
                    .findFirst()
                    .orElse("weir.yaml");
            return "which configuration file? Write: " + command + " -c " + file;
        }
        if (e instanceof UnmatchedArgumentException unmatched
                && !e.getCommandLine()
                        .getCommandSpec()
                        .root()
                        .equals(e.getCommandLine().getCommandSpec())) {
            List<String> words = unmatched.getUnmatched();
            return words.getFirst().startsWith("-")
                    ? "unknown option: " + words.getFirst()
                    : "one argument too many: \"" + words.getFirst() + "\"";
        }
        return String.valueOf(e.getMessage());
    }
}
