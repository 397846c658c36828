package io.parley.faults.checker;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Who comes, and how they behave.
 *
 * @param gateways addresses of {@code /ws}; who cannot connect to one tries the next
 * @param clients how many
 * @param perConversation how many of them share one conversation
 * @param backoff the first wait before a reconnect is anything up to this; it doubles up to {@code backoffCap}
 * @param ping how a client finds out that nobody is there
 */
public record Setup(
        List<URI> gateways, int clients, int perConversation, Duration backoff, Duration backoffCap, Ping ping) {
    public Setup {
        gateways = List.copyOf(gateways);
        if (clients < 1 || perConversation < 1 || gateways.isEmpty()) {
            throw new IllegalArgumentException("nobody to come, or nowhere to go");
        }
    }

    /** Between two pings; who hears nothing for {@code patience} after one leaves the socket. */
    public record Ping(Duration every, Duration patience) {}

    /** As FAULTS has it: 50 clients, five in a conversation, the patience of the browser's client. */
    public static Setup of(List<URI> gateways) {
        return new Setup(
                gateways,
                50,
                5,
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                new Ping(Duration.ofSeconds(20), Duration.ofSeconds(10)));
    }

    public Setup withClients(int newClients, int newPerConversation) {
        return new Setup(gateways, newClients, newPerConversation, backoff, backoffCap, ping);
    }

    public Setup withPing(Duration every, Duration patience) {
        return new Setup(gateways, clients, perConversation, backoff, backoffCap, new Ping(every, patience));
    }

    public Setup withBackoff(Duration first, Duration cap) {
        return new Setup(gateways, clients, perConversation, first, cap, ping);
    }

    /** The client with this number; the last of five is a second device of the first. */
    Member member(int number) {
        int place = number % perConversation;
        int user = place > 0 && place == perConversation - 1 ? number - place : number;
        return new Member("c" + number, "u" + user, "p" + number / perConversation);
    }
}
