package io.parley.faults.checker;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Who comes, and how they behave.
 *
 * @param prefix before all names, so that several crowds do not meet
 * @param gateways addresses of {@code /ws}; who cannot connect to one tries the next
 * @param clients how many
 * @param perConversation how many of them share one conversation
 * @param backoff between a loss and the next attempt
 * @param ping how a client finds out that nobody is there
 */
public record Setup(String prefix, List<URI> gateways, int clients, int perConversation, Backoff backoff, Ping ping) {
    public Setup {
        gateways = List.copyOf(gateways);
        if (clients < 1 || perConversation < 1 || gateways.isEmpty()) {
            throw new IllegalArgumentException("nobody to come, or nowhere to go");
        }
    }

    /** The first wait is anything up to {@code first}; it doubles up to {@code cap}. */
    public record Backoff(Duration first, Duration cap) {}

    /** Between two pings; who hears nothing for {@code patience} after one leaves the socket. */
    public record Ping(Duration every, Duration patience) {}

    /** As FAULTS has it: 50 clients, five in a conversation, the patience of the browser's client. */
    public static Setup of(List<URI> gateways) {
        return new Setup(
                "",
                gateways,
                50,
                5,
                new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5)),
                new Ping(Duration.ofSeconds(20), Duration.ofSeconds(10)));
    }

    public static Setup of(URI... gateways) {
        return of(List.of(gateways));
    }

    public Setup withPrefix(String newPrefix) {
        return new Setup(newPrefix, gateways, clients, perConversation, backoff, ping);
    }

    public Setup withClients(int newClients, int newPerConversation) {
        return new Setup(prefix, gateways, newClients, newPerConversation, backoff, ping);
    }

    public Setup withPing(Duration every, Duration patience) {
        return new Setup(prefix, gateways, clients, perConversation, backoff, new Ping(every, patience));
    }

    public Setup withBackoff(Duration first, Duration cap) {
        return new Setup(prefix, gateways, clients, perConversation, new Backoff(first, cap), ping);
    }

    /** The client with this number; the last of each conversation is a second device of the first. */
    Member member(int number) {
        int place = number % perConversation;
        int user = place > 0 && place == perConversation - 1 ? number - place : number;
        return new Member(prefix + "c" + number, prefix + "u" + user, prefix + "p" + number / perConversation);
    }
}
