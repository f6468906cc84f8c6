package io.weir.appliance.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir arp}. */
@Command(
        name = "arp",
        subcommands = {ArpGuideCommand.class, ArpCheckCommand.class},
        description = "Set up real servers for direct return, and see whether they are.")
public final class ArpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.WRONG;
    }
}
