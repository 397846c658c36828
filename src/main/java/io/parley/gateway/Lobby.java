package io.parley.gateway;

import io.parley.gateway.Deadlines.Deadline;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a guest, who is to say with the first message who it is. From then on it is that of a connection, which hears
 * what came meanwhile: a little, more is refused. Confined to one context.
 */
final class Lobby implements Layer, Socket.Listener {
    private static final int MAX_HELD = 16;

    private final Gateway gateway;
    private final Guest guest;
    private final Socket socket;
    private final Deque<String> held = new ArrayDeque<>();
    private int heldChars;
    private final Pings pings = new Pings();
    private int pinged;
    private @Nullable Deadline deadline;
    private boolean asked;
    private boolean left;
    /** Null until it is known who the guest is. */
    private @Nullable Listener connection;

    private Lobby(Gateway gateway, Guest guest, Socket socket) {
        this.gateway = gateway;
        this.guest = guest;
        this.socket = socket;
    }

    /** The guest was admitted. Whoever does not say in time who it is goes. */
    static void open(Gateway gateway, Guest guest, Socket socket) {
        Lobby lobby = new Lobby(gateway, guest, socket);
        long dueMs = System.currentTimeMillis() + gateway.identification().patienceMs();
        lobby.deadline = gateway.deadlines().at(dueMs, () -> lobby.refuse(Refusal.of(ErrorCode.UNAUTHENTICATED)));
        socket.listen(lobby);
        if (!lobby.left) {
            gateway.waits(lobby);
        }
    }

    @Override
    public Socket socket() {
        return socket;
    }

    @Override
    public void text(String text) {
        if (connection != null) {
            connection.text(text);
        } else if (asked) {
            hold(text);
        } else if (!left) {
            first(text);
        }
    }

    private void first(String text) {
        FirstWord word = guest.errand().firstWord(text);
        if (word.token() != null) {
            asked = true;
            gateway.identification()
                    .of(word.token())
                    .onSuccess(this::known)
                    .onFailure(failure -> refuse(Entrance.why(failure)));
        } else if (!word.passed()) {
            refuse(new Refusal(ErrorCode.UNAUTHENTICATED, Phrase.of("refused.first_auth"), null));
        } else if (pings.isTooSoon(System.nanoTime()) && ++pinged > MAX_HELD) {
            refuse(Refusal.of(ErrorCode.RATE_LIMIT));
        }
    }

    private void hold(String text) {
        heldChars += text.length();
        if (held.size() < MAX_HELD && heldChars <= gateway.config().maxMessageBytes()) {
            held.add(text);
        } else {
            refuse(Refusal.of(ErrorCode.RATE_LIMIT));
        }
    }

    private void known(Principal principal) {
        if (!left) {
            settle();
            guest.as(principal).begin(this);
        }
    }

    private void refuse(Refusal why) {
        if (!left) {
            leave();
            Entrance.refuse(guest.errand().lang(), why, socket);
        }
    }

    /** The gateway stops: whoever it is, it is to come to another. */
    void sendAway() {
        refuse(Admission.restarting());
    }

    private void leave() {
        left = true;
        settle();
        gateway.admission().leave(guest.address());
    }

    private void settle() {
        gateway.settled(this);
        if (deadline != null) {
            gateway.deadlines().cancel(deadline);
        }
    }

    @Override
    public void listen(Listener listener) {
        connection = listener;
        held.forEach(listener::text);
        held.clear();
    }

    @Override
    public void closed(boolean byClient) {
        if (connection != null) {
            connection.closed(byClient);
        } else if (!left) {
            leave();
        }
    }

    @Override
    public void noText(Phrase why) {
        if (connection != null) {
            connection.noText(why);
        } else {
            refuse(new Refusal(ErrorCode.BAD_REQUEST, why, null));
        }
    }

    @Override
    public void tooLarge() {
        if (connection != null) {
            connection.tooLarge();
        } else if (!left) {
            leave();
            socket.close(CloseCode.TOO_LARGE);
        }
    }

    @Override
    public void alive() {
        if (connection != null) {
            connection.alive();
        }
    }
}
