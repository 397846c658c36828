package io.parley.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What a guest said before it is known who it is.
 *
 * @param token by which it says who it is; null: it did not
 * @param passed it said nothing that matters, and may go on
 */
record FirstWord(@Nullable String token, boolean passed) {
    static final FirstWord NOTHING = new FirstWord(null, true);
    static final FirstWord WRONG = new FirstWord(null, false);

    static FirstWord token(String token) {
        return new FirstWord(token, false);
    }
}
