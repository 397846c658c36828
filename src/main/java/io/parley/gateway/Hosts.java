package io.parley.gateway;

import io.parley.ops.Loopback;

/** Addresses of machines. */
final class Hosts {
    private Hosts() {}

    /** The name or address in a {@code Host} header, without its port (RFC 9110 section 7.2). */
    static String nameOf(String hostHeader) {
        int end = hostHeader.startsWith("[") ? hostHeader.indexOf(']') + 1 : hostHeader.indexOf(':');
        return end <= 0 ? hostHeader : hostHeader.substring(0, end);
    }

    /** Whether only this machine can reach {@code host}, which is an IP address or {@code localhost}; no name is looked up. */
    static boolean isLoopback(String host) {
        return Loopback.is(host);
    }
}
