package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.BadMessage;
import io.parley.protocol.BridgeFrame;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Lang;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** To speak through the event-bus bridge. */
final class BridgeErrand implements Errand {
    private final Gateway gateway;
    private final Lang lang;
    /** Where the client hears that it was believed who it is; null: it does not wait for that. */
    private @Nullable String introducedAt;

    private BridgeErrand(Gateway gateway, Lang lang) {
        this.gateway = gateway;
        this.lang = lang;
    }

    static BridgeErrand of(Gateway gateway, MultiMap query) {
        return new BridgeErrand(gateway, Handshake.lang(query.get("lang")));
    }

    /** The {@code auth} that {@code frame} carries; null: it is something else. Throws {@link BadMessage} where it is a bad one. */
    static ClientMessage.@Nullable Auth authIn(BridgeFrame frame) {
        boolean isToConversation = frame.type() == BridgeFrame.Type.SEND && Addresses.HANDLE.equals(frame.address());
        JsonObject message = isToConversation ? frame.objectInBody("message") : null;
        return message != null
                        && "auth".equals(message.getValue("type"))
                        && ProtocolCodec.decodeClient(message.encode()) instanceof ClientMessage.Auth auth
                ? auth
                : null;
    }

    @Override
    public Lang lang() {
        return lang;
    }

    @Override
    public String belongsTo(Principal principal) {
        return principal.userId();
    }

    /** Clients ping before all else. */
    @Override
    public FirstWord firstWord(String text) {
        try {
            BridgeFrame frame = ProtocolCodec.decodeBridge(text);
            ClientMessage.Auth auth = authIn(frame);
            if (auth != null) {
                introducedAt = frame.replyAddress();
                return FirstWord.token(auth.token());
            }
            return frame.type() == BridgeFrame.Type.PING ? FirstWord.NOTHING : FirstWord.WRONG;
        } catch (BadMessage none) {
            return FirstWord.WRONG;
        }
    }

    @Override
    public void begin(Principal principal, @Nullable String address, Socket socket) {
        new BridgeSocket(gateway, principal, address, lang, socket).begin(introducedAt);
    }
}
