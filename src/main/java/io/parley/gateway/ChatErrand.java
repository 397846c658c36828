package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Lang;
import io.parley.protocol.ProtocolCodec;
import org.jspecify.annotations.Nullable;

/** To be a connection in one conversation. */
record ChatErrand(Gateway gateway, Handshake handshake) implements Errand {
    @Override
    public Lang lang() {
        return handshake.lang();
    }

    @Override
    public String belongsTo(Principal principal) {
        return principal.userId() + "\n" + handshake.projectId();
    }

    @Override
    public FirstWord firstWord(String text) {
        try {
            boolean isShort = text.length() <= gateway.config().maxMessageBytes();
            return isShort && ProtocolCodec.decodeClient(text) instanceof ClientMessage.Auth auth
                    ? FirstWord.token(auth.token())
                    : FirstWord.WRONG;
        } catch (BadMessage none) {
            return FirstWord.WRONG; // whoever does not know the protocol cannot say who it is
        }
    }

    @Override
    public void begin(Principal principal, @Nullable String address, Socket socket) {
        gateway.open(new Visitor(principal, handshake, address), socket);
    }
}
