package io.weir.appliance.main;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.service.Configuration;
import java.nio.file.Path;

/**
 * A configuration and the text it was read from.
 *
 * @param configuration with the options of the command line in place of the file's
 * @param text of the file
 */
record LoadedConfiguration(Configuration configuration, String text) {
    /** Reads the file. */
    static LoadedConfiguration load(RunOptions options) throws InvalidConfiguration {
        return parse(options, options.file().toString(), ConfigurationFile.text(options.file()));
    }

    /** Reads a text that stood in the file of the options once; relative paths still count from its folder. */
    static LoadedConfiguration parse(RunOptions options, String name, String text) throws InvalidConfiguration {
        Path folder = ConfigurationFile.folder(options.file());
        return new LoadedConfiguration(options.over(ConfigurationFile.parse(name, text, folder)), text);
    }
}
