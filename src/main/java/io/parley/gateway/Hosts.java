package io.parley.gateway;

import io.netty.util.NetUtil;

/** Addresses of machines. */
final class Hosts {
    private Hosts() {}

    /** Whether only this machine can reach {@code host}, which is an IP address or {@code localhost}; no name is looked up. */
    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        var address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isLoopbackAddress();
    }
}
