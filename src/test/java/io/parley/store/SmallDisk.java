package io.parley.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk of a few KiB, in memory. Only root can mount one; where a test may not, it is not run. */
final class SmallDisk implements AutoCloseable {
    private static final int KIB = 1024;

    private final Path folder;
    private final int kib;

    private SmallDisk(Path folder, int kib) {
        this.folder = folder;
        this.kib = kib;
    }

    static SmallDisk mounted(Path in, int kib) throws Exception {
        Path folder = Files.createDirectory(in.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + kib + "k", "tmpfs", folder.toString()),
                "a disk can be mounted");
        return new SmallDisk(folder, kib);
    }

    Path folder() {
        return folder;
    }

    /** Fills it, beside what is there, until so many KiB of all are left, or all that can be filled is. */
    void leave(int free) throws IOException {
        Path fill = folder.resolve("fill");
        Files.deleteIfExists(fill);
        long left = Files.getFileStore(folder).getUsableSpace();
        long size = Math.min(left, (long) (kib - free) * KIB);
        Files.write(fill, new byte[(int) size]);
    }

    @Override
    public void close() throws Exception {
        run("umount", "-l", folder.toString());
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
