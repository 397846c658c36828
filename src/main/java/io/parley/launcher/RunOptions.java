package io.parley.launcher;

import io.parley.launcher.config.Configuration;
import io.parley.launcher.config.Sources;
import io.parley.launcher.config.Sources.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be typed after {@code run}, and the plan that it makes with the files and the environment. */
final class RunOptions {
    private static final String BUILT_IN = """
            {"conversation": {"class": "conversation"}, "gateway": {"class": "gateway"}, "console": {"class": "console"},
             "bridge": {"class": "bridge", "enabled": false}}""";

    @Parameters(
            paramLabel = "VERTICLE",
            description = "Names from verticles.json, to run only these (and the console).")
    private List<String> verticles = new ArrayList<>();

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the gateway; 0 takes any free one.")
    private @Nullable String port;

    @Option(names = "--ops-port", paramLabel = "PORT", description = "Port of the console: metrics and health.")
    private @Nullable String opsPort;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Folder for what is kept on disk.")
    private @Nullable Path dataDir;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "One value of the configuration, such as gateway.port=8082. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Instead of conf/embedded.json or conf/cluster.json.")
    private @Nullable Path config;

    @Option(names = "--verticles", paramLabel = "FILE", description = "Instead of verticles.json.")
    private @Nullable Path verticlesFile;

    @Option(names = "--cluster", description = "Form a cluster with other nodes; reads conf/cluster.json.")
    private boolean cluster;

    /** Reads and checks everything; starts nothing. */
    Plan plan() {
        Path home = Path.of(System.getProperty("parley.home", ""));
        Path file = config != null ? config : home.resolve(cluster ? "conf/cluster.json" : "conf/embedded.json");
        Configuration configuration = Configuration.load(new Sources(
                config != null ? required(file) : optional(file),
                verticlesFile != null ? required(verticlesFile) : shipped(home.resolve("verticles.json")),
                System.getenv(),
                settings(),
                new VerticleClasses()));
        String mode = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
        return Plan.of(mode, cluster, configuration, new LinkedHashSet<>(verticles), home);
    }

    private List<Setting> settings() {
        List<Setting> all =
                new ArrayList<>(settings.stream().map(Setting::parse).toList());
        addIfGiven(all, "gateway.port", "--port", port);
        addIfGiven(all, "console.port", "--ops-port", opsPort);
        addIfGiven(
                all,
                "data_dir",
                "--data-dir",
                dataDir == null ? null : dataDir.toAbsolutePath().toString());
        return all;
    }

    private static void addIfGiven(List<Setting> all, String path, String option, @Nullable String value) {
        if (value != null) {
            all.add(new Setting(path, value, option + " " + value));
        }
    }

    private static Sources.Text required(Path file) {
        Sources.Text text = optional(file);
        if (text == null) {
            throw new LaunchFailure(ExitCode.USAGE, "no file " + file);
        }
        return text;
    }

    private static Sources.Text shipped(Path file) {
        Sources.Text text = optional(file);
        return text != null ? text : new Sources.Text("built-in verticles", BUILT_IN);
    }

    private static Sources.@Nullable Text optional(Path file) {
        try {
            return new Sources.Text(shortest(file), Files.readString(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new LaunchFailure(ExitCode.CONFIGURATION, "cannot read " + file + ": " + e);
        }
    }

    /** As seen from where the user stands, if the file lies below. */
    private static String shortest(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path there = file.toAbsolutePath().normalize();
        return (there.startsWith(here) ? here.relativize(there) : there).toString();
    }
}
