package io.parley.store;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a server of MySQL or MariaDB is young enough for {@link Sql}, by what it says of its version. Pure. */
final class ServerVersion {
    /** What VERSION() answers. */
    static final String QUESTION = "SELECT VERSION()";

    /** With what replicas of MariaDB are shown before 11.0, so that an old MySQL takes them. */
    private static final String DISGUISE = "5.5.5-";

    private static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?!\\d).*", Pattern.DOTALL);
    private static final int[] LEAST_MARIADB = {10, 6, 0};
    private static final int[] LEAST_MYSQL = {8, 0, 1};

    private ServerVersion() {}

    /** What a server that says {@code version} lacks, and what to do; null where that is nothing, or it cannot be told. */
    static @Nullable String tooOld(String version) {
        boolean isMariaDb = version.toLowerCase(Locale.ROOT).contains("mariadb");
        String own = isMariaDb && version.startsWith(DISGUISE) ? version.substring(DISGUISE.length()) : version;
        Matcher numbers = NUMBERS.matcher(own);
        if (!numbers.matches() || !isBefore(numbers, isMariaDb ? LEAST_MARIADB : LEAST_MYSQL)) {
            return null;
        }
        return "its version is " + version
                + ", which cannot leave out locked rows (SKIP LOCKED): Parley needs MariaDB 10.6"
                + " or MySQL 8.0.1, or later";
    }

    private static boolean isBefore(Matcher numbers, int[] least) {
        for (int i = 0; i < least.length; i++) {
            String number = numbers.group(i + 1);
            int difference = (number == null ? 0 : Integer.parseInt(number)) - least[i];
            if (difference != 0) {
                return number != null && difference < 0;
            }
        }
        return false;
    }
}
