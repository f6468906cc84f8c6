package io.weir.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.OpenDescriptors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a descriptor open. */
public final class NoLeakedDescriptors implements AfterEachCallback {
    /** Instantiated by JUnit. */
    public NoLeakedDescriptors() {}

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(OpenDescriptors.list()).as("descriptors still open").isEmpty();
    }
}
