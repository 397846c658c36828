package io.parley.launcher.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is made from.
 *
 * @param file the configuration; null where there is none and the defaults stand
 * @param verticles what to deploy; null where there is no file
 * @param environment variables of the process
 * @param settings what the command line says, later ones over earlier ones
 * @param classes what can be deployed
 */
public record Sources(
        @Nullable Text file,
        @Nullable Text verticles,
        Map<String, String> environment,
        List<Setting> settings,
        Classes classes) {

    public Sources {
        environment = Map.copyOf(environment);
        settings = List.copyOf(settings);
    }

    /**
     * A file that was read.
     *
     * @param name as it is to appear in errors
     * @param text what it contains
     */
    public record Text(String name, String text) {}

    /**
     * One value from the command line.
     *
     * @param path names with dots between them, such as {@code gateway.port}
     * @param value as it was typed
     * @param place what was typed, to name in errors
     */
    public record Setting(String path, String value, String place) {
        /** From {@code path=value}; the path is empty, which loading tells, where there is no {@code =}. */
        public static Setting parse(String typed) {
            int equals = typed.indexOf('=');
            String path = equals < 0 ? "" : typed.substring(0, equals);
            return new Setting(path.strip(), typed.substring(equals + 1), "--set " + typed);
        }
    }
}
