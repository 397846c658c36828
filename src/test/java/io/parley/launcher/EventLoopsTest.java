package io.parley.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoopsTest {
    /** Says at its end how long Netty runs tasks before it looks at its sockets. */
    private static final String PROGRAM = """
            class Quantum {
                public static void main(String[] args) throws Exception {
                    Runtime.getRuntime().addShutdownHook(new Thread(Quantum::tell));
                    io.parley.launcher.Main.main(new String[] {"--version"});
                }

                static void tell() {
                    try {
                        var quantum = Class.forName("io.netty.channel.SingleThreadIoEventLoop")
                                .getDeclaredField("DEFAULT_MAX_TASK_PROCESSING_QUANTUM_NS");
                        quantum.setAccessible(true);
                        System.out.println("quantum " + quantum.get(null));
                    } catch (ReflectiveOperationException changed) {
                        System.out.println(changed);
                    }
                }
            }
            """;

    private final Path folder;

    EventLoopsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void socketsAreLookedAtTenTimesASecondInAProcessOfTheLauncher() throws Exception {
        Path source = Files.writeString(folder.resolve("Quantum.java"), PROGRAM);

        try (ChildProcess process = ChildProcess.startProgram(folder, source)) {
            process.line("quantum 100000000");
        }
    }
}
