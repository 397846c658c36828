package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import io.parley.protocol.Lang;
import org.jspecify.annotations.Nullable;

/** What one client has come for, as its query says. It begins when it is known who the client is and there is room. */
interface Errand {
    /** In which the client is spoken to. */
    Lang lang();

    /** What a session that polls belongs to: nobody who comes as another, or for something else, finds it. */
    String belongsTo(Principal principal);

    /** How {@code text}, which came before it is known who the client is, is to be taken. */
    FirstWord firstWord(String text);

    /** The client was admitted, and counts for {@code address} until it leaves. */
    void begin(Principal principal, @Nullable String address, Socket socket);
}
