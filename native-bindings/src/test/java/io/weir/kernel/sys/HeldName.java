package io.weir.kernel.sys;

/** A process that has a name until it is killed, in the network namespace it is started in. */
final class HeldName {
    private HeldName() {}

    /**
     * Prints a line once it has it.
     *
     * @param arguments the name
     */
    @SuppressWarnings("SystemOut") // What the test waits for.
    public static void main(String[] arguments) throws Exception {
        try (NamespaceName _ = NamespaceName.take(arguments[0])) {
            System.out.println("taken");
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
