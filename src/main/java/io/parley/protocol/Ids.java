package io.parley.protocol;

import com.github.f4b6a3.ulid.UlidCreator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ids of the wire: those of others are checked, those that we make are monotonic ULIDs. */
public final class Ids {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:@|~-]{1,128}");

    private Ids() {}

    /** A new ULID, later in order than each one made before it in this process. Any thread. */
    public static String next() {
        return UlidCreator.getMonotonicUlid().toString();
    }

    /** Whether {@code id} is 1 to 128 characters of those that PROTOCOL allows in an id. */
    public static boolean isValid(@Nullable String id) {
        return id != null && VALID.matcher(id).matches();
    }

    /** Returns {@code id}; throws {@link BadMessage} that names {@code field} when it is no valid id. */
    public static String require(String field, @Nullable String id) {
        if (id == null || !VALID.matcher(id).matches()) {
            throw new BadMessage(Phrase.of("bad.id", field));
        }
        return id;
    }
}
